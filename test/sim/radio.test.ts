import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from '../../sim/chance.ts';
import { Events } from '../../sim/events.ts';
import { Medium, type MediumOptions, openRoadLoss, type Sent } from '../../sim/radio.ts';
import { seededRandom } from '../../src/crypto/random.ts';

const START = 7e14;
const medium = (seed = 'air', more: Partial<MediumOptions> = {}): { events: Events; air: Medium } => {
  const events = new Events(START);
  return { events, air: new Medium({ world: events, chance: chance(seededRandom(seed)), ...more }) };
};
const never = (): number => 0;
const at =
  (x: number, y = 0) =>
  (): { x: number; y: number } => ({ x, y });

describe('the medium', () => {
  it('gives a frame to every other node in range, never to its sender', () => {
    const { events, air } = medium('air', { loss: never, rangeMetres: 300 });
    const seen: string[] = [];
    const places = { a: at(0), b: at(100), c: at(0, 300), d: at(300, 1) };
    const nodes = Object.entries(places).map(([name, position]) => {
      const node = air.join(name, position);
      node.receive((frame) => seen.push(`${name} ${frame.join()}`));
      return node;
    });
    nodes[0]!.send(new Uint8Array([1, 2]));
    events.runUntil(START + 1e6);
    expect(seen).toEqual(['b 1,2', 'c 1,2']);
    expect(air.counts).toEqual({ sent: 1, delivered: 2, lost: 0, outOfRange: 1 });
  });
  it('takes its delay and the time light needs', () => {
    const { events, air } = medium('air', { loss: never, rangeMetres: 1e6, delaySeconds: 0.004 });
    const when: number[] = [];
    const a = air.join('a', at(0));
    for (const metres of [10, 299_792])
      air.join(`${metres}`, at(metres)).receive(() => when.push(events.now() - START));
    a.send(new Uint8Array(1));
    events.runUntil(START + 1e6);
    expect(when).toEqual([4000, 5000]);
  });
  it('reads positions when a frame is sent', () => {
    const { events, air } = medium('air', { loss: never, rangeMetres: 100 });
    let x = 50;
    let count = 0;
    const a = air.join('a', at(0));
    air.join('b', () => ({ x, y: 0 })).receive(() => count++);
    a.send(new Uint8Array(1));
    x = 150;
    a.send(new Uint8Array(1));
    events.runUntil(START + 1e6);
    expect(count).toBe(1);
  });
  it('loses the same frames for the same seed, and others for another', () => {
    const run = (seed: string): string => {
      const { events, air } = medium(seed);
      const seen: string[] = [];
      const a = air.join('a', at(0));
      for (const name of ['b', 'c']) air.join(name, at(450)).receive((frame) => seen.push(name + frame[0]));
      for (let n = 0; n < 60; n++) events.after(n / 10, () => a.send(new Uint8Array([n])));
      events.runUntil(START + 10e6);
      return seen.join(' ');
    };
    expect(run('one')).toBe(run('one'));
    expect(run('one')).not.toBe(run('two'));
  });
  it('loses more the farther a receiver is, and all at the end of its range', () => {
    const lostAt = (metres: number): number => {
      const { events, air } = medium('loss');
      const a = air.join('a', at(0));
      air.join('b', at(metres));
      for (let n = 0; n < 2000; n++) a.send(new Uint8Array(1));
      events.runUntil(START + 1e6);
      return air.counts.lost / 2000;
    };
    const [near, far, end] = [lostAt(50), lostAt(510), lostAt(600)];
    expect(near).toBeLessThan(0.02);
    expect(Math.abs(far - 0.5)).toBeLessThan(0.05);
    expect(end).toBe(1);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 600, noNaN: true }),
        fc.double({ min: 0, max: 600, noNaN: true }),
        (a, b) => {
          expect(openRoadLoss(Math.min(a, b), 600)).toBeLessThanOrEqual(openRoadLoss(Math.max(a, b), 600));
        },
      ),
    );
  });
  it('gives each hearer octets of its own', () => {
    const { events, air } = medium('air', { loss: never });
    const seen: number[] = [];
    const a = air.join('a', at(0));
    air.tap(({ frame }) => frame.fill(1));
    air.join('b', at(1)).receive((frame) => frame.fill(2));
    air.join('c', at(2)).receive((frame) => seen.push(frame[0]!));
    const frame = new Uint8Array([7]);
    a.send(frame);
    frame[0] = 8;
    events.runUntil(START + 1e6);
    expect(seen).toEqual([7]);
  });
  it('tells its taps every frame, near or far, until they end; an attacker may send it again', () => {
    const { events, air } = medium('air', { loss: never, rangeMetres: 100 });
    const kept: Sent[] = [];
    const a = air.join('a', at(0, 5));
    const attacker = air.join('attacker', at(10_000));
    let heard = 0;
    air.join('victim', at(10_050)).receive(() => heard++);
    const end = air.tap((sent) => kept.push(sent));
    events.after(1, () => a.send(new Uint8Array([1])));
    events.after(2, () => attacker.send(kept[0]!.frame));
    events.after(3, () => end());
    events.after(4, () => a.send(new Uint8Array([2])));
    events.runUntil(START + 5e6);
    expect(kept.map(({ at: when, from, frame }) => [when - START, from, frame[0]])).toEqual([
      [1e6, 'a', 1],
      [2e6, 'attacker', 1],
    ]);
    expect(kept[0]!.position).toEqual({ x: 0, y: 5 });
    expect(heard).toBe(1);
  });
  it('forgets a node that leaves, with the frames on their way to it', () => {
    const { events, air } = medium('air', { loss: never });
    let heard = 0;
    const a = air.join('a', at(0));
    const b = air.join('b', at(1));
    b.receive(() => heard++);
    a.send(new Uint8Array(1));
    b.leave();
    b.send(new Uint8Array(1));
    events.runUntil(START + 1e6);
    expect([heard, air.counts.sent]).toEqual([0, 1]);
    expect(() => air.join('b', at(1))).not.toThrow();
    expect(() => air.join('b', at(1))).toThrow(/on the air already/);
  });
});
