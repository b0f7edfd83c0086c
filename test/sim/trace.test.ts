import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unpackMultiple } from 'msgpackr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Events } from '../../sim/events.ts';
import { type Facts, openTrace, readTrace } from '../../sim/trace.ts';

const START = 7e14 + 123;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, notes: readonly (readonly [string, Facts])[]): string => {
  const path = join(folder, name);
  const events = new Events(START);
  const trace = openTrace(path, events, { seed: 'one' });
  for (const [n, [kind, facts]] of notes.entries()) events.at(START + n, () => trace.note(kind, facts));
  events.runUntil(START + notes.length);
  trace.close();
  return path;
};
const fact = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.array(fc.integer()),
  fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.integer()),
);
const notes = fc.array(fc.tuple(fc.string(), fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fact)), {
  maxLength: 30,
});

describe('a trace', () => {
  it('gives back what was noted, with its times, after the record that opens it', () => {
    fc.assert(
      fc.property(notes, (list) => {
        const [opening, ...read] = [...readTrace(write('a', list))];
        expect(opening).toEqual({ at: START, kind: 'wavetrust-trace', facts: { seed: 'one', traceVersion: 1 } });
        expect(read).toEqual(list.map(([kind, facts], n) => ({ at: START + n, kind, facts: { ...facts } })));
      }),
      { numRuns: 50 },
    );
  });
  it('is the same octets for the same run', () => {
    const list = [['verdict', { octets: new Uint8Array([1, 2]), ok: true }]] as const;
    expect(readFileSync(write('a', list))).toEqual(readFileSync(write('b', list)));
  });
  it('keeps octets as octets', () => {
    const [, read] = [...readTrace(write('a', [['frame', { octets: new Uint8Array([3, 0, 32]) }]]))];
    expect([...(read!.facts.octets as Uint8Array)]).toEqual([3, 0, 32]);
  });
  it('of many pieces is read in pieces, a record longer than one too', () => {
    const list = Array.from({ length: 5000 }, (_, n) => ['note', { n, text: 'x'.repeat(n % 90) }] as const);
    const read = [
      ...readTrace(write('a', [...list, ['long', { octets: new Uint8Array(300_000).fill(5) }], ['end', {}]])),
    ];
    expect(read).toHaveLength(5003);
    expect(read[4000]!.facts).toEqual({ n: 3999, text: 'x'.repeat(3999 % 90) });
    expect((read[5001]!.facts.octets as Uint8Array).length).toBe(300_000);
  });
  it('is plain MessagePack, for other readers', () => {
    expect(unpackMultiple(readFileSync(write('a', [['note', { n: 1 }]])))).toEqual([
      [START, 'wavetrust-trace', { seed: 'one', traceVersion: 1 }],
      [START, 'note', { n: 1 }],
    ]);
  });
  it('that was cut gives its whole records, then names the octet of the one that does not end', () => {
    const path = write('a', [
      ['one', {}],
      ['two', { text: 'long enough to cut' }],
    ]);
    const whole = readFileSync(path).length;
    truncateSync(path, whole - 3);
    const kinds: string[] = [];
    expect(() => {
      for (const { kind } of readTrace(path)) kinds.push(kind);
    }).toThrow(/cut: octet \d+/);
    expect(kinds).toEqual(['wavetrust-trace', 'one']);
  });
  it.each([
    ['nothing', new Uint8Array(0), /was cut/],
    ['something else', new TextEncoder().encode('hello'), /no wavetrust trace/],
    [
      'a later version',
      Uint8Array.from(
        Buffer.from('9301af776176657472757374 2d7472616365 81ac747261636556657273696f6e 02'.replaceAll(' ', ''), 'hex'),
      ),
      /version 2/,
    ],
  ])('is not read from %s', (_, octets, sentence) => {
    const path = join(folder, 'other');
    writeFileSync(path, octets);
    expect(() => [...readTrace(path)]).toThrow(sentence);
  });
});
