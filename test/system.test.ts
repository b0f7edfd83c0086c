import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../src/crypto/random.ts';
import { systemBackground, systemClock, systemTimers } from '../src/system.ts';
import { fromDate, toUnixMicros } from '../src/time.ts';

describe('the system clock', () => {
  it('is the machine time in Micros', () => {
    const before = fromDate(new Date());
    const now = systemClock().now();
    const after = fromDate(new Date());
    // Its own origin and the wall differ by the grain of both.
    expect(now).toBeGreaterThanOrEqual(before - 3000);
    expect(now).toBeLessThanOrEqual(after + 3000);
  });
  it('never goes back between readings, however the wall clock is set', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -10_000, max: 10_000 }), fc.double({ min: 0, max: 500, noNaN: true }))),
        (steps) => {
          let [wall, steady] = [1.7e12, 0];
          const clock = systemClock({ wallMillis: () => Math.floor(wall), steadyMillis: () => steady });
          let last = clock.now();
          for (const [set, pass] of steps) {
            wall += set + pass;
            steady += pass;
            const now = clock.now();
            expect(now).toBeGreaterThanOrEqual(last);
            last = now;
          }
        },
      ),
    );
  });
  it('is back with the wall clock in twice the time it was set back', () => {
    let [wall, steady] = [1.7e12, 0];
    const clock = systemClock({ wallMillis: () => wall, steadyMillis: () => steady });
    clock.now();
    wall -= 1000;
    const pass = (millis: number): number => {
      wall += millis;
      steady += millis;
      return toUnixMicros(clock.now()) / 1000 - wall;
    };
    expect(pass(1000)).toBeCloseTo(500, 0);
    expect(pass(1000)).toBeCloseTo(0, 0);
    expect(pass(1000)).toBe(0);
  });
});

describe('the system timers', () => {
  it('fire again and again until ended', async () => {
    const timers = systemTimers();
    let ticks = 0;
    await new Promise<void>((done) => {
      const end = timers.every(0.005, () => {
        if (++ticks < 3) return;
        end();
        done();
      });
    });
    await new Promise<void>((done) => void timers.after(0.03, done));
    expect(ticks).toBe(3);
  });
  it('do not fire once called off, nor at once for a wait of sixty days', async () => {
    const timers = systemTimers();
    const fired: string[] = [];
    timers.after(0.005, () => fired.push('called off'))();
    const end = timers.after(60 * 86_400, () => fired.push('sixty days'));
    await new Promise<void>((done) => void timers.after(0.03, done));
    end();
    expect(fired).toEqual([]);
  });
  it('refuse a period of nothing', () => {
    expect(() => systemTimers().every(0, () => {})).toThrow(RangeError);
  });
});

describe('system randomness', () => {
  it('gives as many octets as asked, and others each time', () => {
    const [a, b] = [systemRandom.octets(32), systemRandom.octets(32)];
    expect(a).toHaveLength(32);
    expect(a).not.toEqual(b);
  });
});

describe('work in the background', () => {
  it('is done in the order it came, in slices between which others go on', async () => {
    const done: string[] = [];
    const later = systemBackground(0.01);
    const job = (name: string, steps: number) =>
      (function* () {
        // Longer than a slice.
        for (let n = 0; n < steps; n++) {
          const end = performance.now() + 0.05;
          while (performance.now() < end);
          yield;
        }
        done.push(name);
      })();
    later(job('first', 20));
    const finished = new Promise<void>((resolve) => {
      later(
        (function* () {
          yield* job('second', 5);
          resolve();
        })(),
      );
    });
    expect(done).toEqual([]);
    setImmediate(() => done.push('other'));
    await finished;
    expect(done).toEqual(['other', 'first', 'second']);
  });

  it('goes on behind one that throws, which is not kept to itself', () => {
    const url = new URL('../src/system.ts', import.meta.url).href;
    const script = `
      const { systemBackground } = await import('${url}');
      const later = systemBackground();
      process.on('uncaughtException', (error) => console.log('uncaught', error.message));
      const job = (act) => (function* () { yield; act(); })();
      later(job(() => console.log('first')));
      later(job(() => { throw new Error('broken'); }));
      later(job(() => { console.log('third'); later(job(() => console.log('fourth'))); }));`;
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(['first', 'uncaught broken', 'third', 'fourth']);
  });
});
