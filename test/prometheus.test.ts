import { Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { prometheus } from '../src/prometheus.ts';

const table = {
  some_total: { kind: 'counter', help: 'So many.', labels: ['lane'] },
  some_seconds: { kind: 'histogram', help: 'So long.', labels: ['lane', 'way'], buckets: [0.01, 0.1, 1] },
  usual_seconds: { kind: 'histogram', help: 'With buckets as usual.', labels: [] },
} as const;

describe('a page of metrics', () => {
  test('shows a histogram as prom-client does', async () => {
    const own = prometheus(table);
    const registers = [new Registry()];
    const theirs = {
      some_seconds: new Histogram({
        ...{ name: 'some_seconds', help: 'So long.', labelNames: ['lane', 'way'], buckets: [0.01, 0.1, 1], registers },
      }),
      usual_seconds: new Histogram({ name: 'usual_seconds', help: 'With buckets as usual.', registers }),
    };
    for (const [value, lane] of [
      [0.001, 'a'],
      [0.01, 'a'],
      [0.0100001, 'b'],
      [1, 'a'],
      [7, 'a'],
      [0, 'b'],
    ] as const) {
      own.observe('some_seconds', value, { lane, way: 'up' });
      theirs.some_seconds.observe({ lane, way: 'up' }, value);
      own.observe('usual_seconds', value, {});
      theirs.usual_seconds.observe(value);
    }
    const lines = (page: string) => page.split('\n').filter((line) => line.includes('_seconds'));
    const said = lines(await own.page()).toSorted();
    expect(said.length).toBeGreaterThan(20);
    expect(said).toEqual(lines(await registers[0]!.metrics()).toSorted());
  });
  test('counts', async () => {
    const own = prometheus(table);
    for (const lane of ['a', 'b', 'a']) own.count('some_total', { lane });
    expect(await own.page()).toContain('some_total{lane="a"} 2');
    own.count('some_total', { lane: 'a' });
    expect(await own.page()).toMatch(/some_total\{lane="a"\} 3\nsome_total\{lane="b"\} 1/);
  });
  test('has no name that is in no table, nor a name as another kind', () => {
    const own = prometheus(table);
    expect(() => own.count('other_total', {})).toThrow('other_total is in no table');
    expect(() => own.observe('some_total', 1, { lane: 'a' })).toThrow('some_total is in no table');
  });
});
