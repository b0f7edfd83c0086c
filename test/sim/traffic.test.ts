import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from '../../sim/chance.ts';
import { DRIVERS, type DriverKind, type SignalState } from '../../sim/driver.ts';
import { Events } from '../../sim/events.ts';
import type { Path } from '../../sim/road.ts';
import { Traffic } from '../../sim/traffic.ts';
import type { Pose, Trip } from '../../sim/vehicle.ts';
import { seededRandom } from '../../src/crypto/random.ts';

const START = 7e14;
const LIMIT = 13.9;
/** Two lanes from the south, one of them shared by through and left; one lane from the north. */
const paths: readonly Path[] = [
  {
    id: 'south-through',
    points: [
      { x: 2, y: -100 },
      { x: 2, y: 100 },
    ],
    stopAt: 85,
    movement: '2',
    speedLimit: LIMIT,
    lane: 'south',
  },
  {
    id: 'south-left',
    points: [
      { x: 2, y: -100 },
      { x: 2, y: 0 },
      { x: -100, y: 2 },
    ],
    stopAt: 85,
    movement: '5',
    speedLimit: LIMIT,
    lane: 'south',
    yieldsTo: ['6'],
  },
  {
    id: 'south-right',
    points: [
      { x: 6, y: -100 },
      { x: 6, y: -4 },
      { x: 100, y: -4 },
    ],
    stopAt: 85,
    movement: '2',
    speedLimit: LIMIT,
  },
  {
    id: 'north-through',
    points: [
      { x: -2, y: 100 },
      { x: -2, y: -100 },
    ],
    stopAt: 85,
    movement: '6',
    speedLimit: LIMIT,
  },
];
type Signals = Record<string, SignalState>;
interface World {
  events: Events;
  traffic: Traffic;
  signals: Signals;
  trips: Trip[];
  run(seconds: number): void;
}
const world = (signals: Signals = { '2': 'green', '5': 'green', '6': 'green' }): World => {
  const events = new Events(START);
  const traffic = new Traffic({ clock: events, paths, signal: (movement) => signals[movement]! });
  const trips: Trip[] = [];
  traffic.onLeave((trip) => trips.push(trip));
  events.every(0.1, () => traffic.advance());
  return { events, traffic, signals, trips, run: (seconds) => events.runUntil(events.now() + seconds * 1e6) };
};
/** Green, yellow and red in turn; the seconds of each. */
const cycle = (
  { events, signals }: World,
  movements: readonly string[],
  green: number,
  yellow: number,
  red: number,
): void => {
  const set = (state: SignalState): void => {
    for (const movement of movements) signals[movement] = state;
  };
  const turn = (): void => {
    set('green');
    events.after(green, () => set('yellow'));
    events.after(green + yellow, () => set('red'));
  };
  turn();
  events.every(green + yellow + red, turn);
};
const arrivals = (w: World, seed: string, seconds: number, meanSeconds: number): void => {
  const draw = chance(seededRandom(seed));
  let count = 0;
  const arrive = (): void => {
    const kind = draw.pick(['car', 'car', 'car', 'truck', 'bus', 'emergency'] as const satisfies DriverKind[]);
    w.traffic.spawn({ id: `v${count++}`, path: draw.pick(paths).id, kind });
    const wait = draw.exponential(meanSeconds);
    if (w.events.now() + wait * 1e6 < START + seconds * 1e6) w.events.after(wait, arrive);
  };
  arrive();
};

describe('one vehicle alone', () => {
  it.each(['car', 'truck', 'bus', 'emergency'] as const)('(%s) has no delay at green', (kind) => {
    const w = world();
    w.traffic.spawn({ id: 'a', path: 'south-through', kind });
    w.run(120);
    expect(w.trips).toHaveLength(1);
    expect(w.trips[0]!.delaySeconds).toBeCloseTo(0, 3);
    expect(w.trips[0]).toMatchObject({ stops: 0, ranRed: false, dueAt: START, movement: '2' });
    expect((w.trips[0]!.crossedAt - START) / 1e6).toBeCloseTo(450 / (LIMIT * DRIVERS[kind].speedShare), 1);
  });
  it.each(['car', 'truck', 'bus', 'emergency'] as const)(
    '(%s) stops before a red line, stands, and has its wait for delay',
    (kind) => {
      const w = world({ '2': 'red', '5': 'red', '6': 'red' });
      w.traffic.spawn({ id: 'a', path: 'south-through', kind });
      w.run(120);
      const pose = w.traffic.pose('a')!;
      expect(pose.speed).toBeLessThan(0.05);
      expect(pose.metresToStopLine).toBeGreaterThan(0);
      expect(pose.metresToStopLine).toBeLessThan(4);
      expect(pose.y).toBeCloseTo(-15 - pose.metresToStopLine);
      w.signals['2'] = 'green';
      w.run(60);
      expect(w.trips[0]).toMatchObject({ stops: 1, ranRed: false });
      expect(w.trips[0]!.delaySeconds).toBeGreaterThan(120 - 500 / LIMIT);
      expect(w.trips[0]!.crossedAt).toBeGreaterThan(START + 120e6);
    },
  );
  it('is where its pose says: metre by metre along its path, with its heading', () => {
    const w = world();
    w.traffic.spawn({ id: 'a', path: 'south-left', kind: 'car' });
    expect(w.traffic.pose('a')).toMatchObject({
      x: 2,
      y: -465,
      heading: 0,
      metresToStopLine: 450,
      speed: LIMIT,
      kind: 'car',
    });
    w.run(10);
    expect(w.traffic.pose('a')!.y).toBeCloseTo(-465 + 139, 1);
    w.run(26);
    expect(w.traffic.pose('a')!.heading).toBeCloseTo(271.1, 0);
    w.run(60);
    expect(w.traffic.pose('a')).toBeUndefined();
  });
  it('moves the same whether asked each 0.1 s or each second', () => {
    const [fine, coarse] = [world(), world()];
    const events = new Events(START);
    const traffic = new Traffic({ clock: events, paths, signal: () => 'red' });
    events.every(1, () => traffic.advance());
    fine.signals['2'] = 'red';
    for (const one of [fine.traffic, traffic]) one.spawn({ id: 'a', path: 'south-through', kind: 'car' });
    fine.run(40);
    events.runUntil(START + 40e6);
    expect(traffic.pose('a')!.metresToStopLine).toBeCloseTo(fine.traffic.pose('a')!.metresToStopLine, 6);
    expect(coarse.traffic.poses()).toEqual([]);
  });
});

/** Pairs of vehicles on one path, or before the line in one lane, with the gap between them. */
function* gaps(poses: readonly Pose[]): Generator<{ gap: number; of: string }> {
  for (const a of poses) {
    for (const b of poses) {
      if (a === b || a.lane !== b.lane || b.metresToStopLine > a.metresToStopLine) continue;
      if (a.metresToStopLine === b.metresToStopLine && a.id < b.id) continue;
      const oneWay = a.path === b.path || b.metresToStopLine + b.lengthMetres > 0;
      if (oneWay)
        yield { gap: a.metresToStopLine - (b.metresToStopLine + b.lengthMetres), of: `${a.id} behind ${b.id}` };
    }
  }
}

describe('traffic', () => {
  it('has no collision in a lane and nobody at red, whatever comes and however the signals turn', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 1, max: 8, noNaN: true }),
        fc.double({ min: 3, max: 40, noNaN: true }),
        fc.double({ min: 4, max: 6, noNaN: true }),
        fc.double({ min: 5, max: 40, noNaN: true }),
        (seed, mean, green, yellow, red) => {
          const w = world({ '2': 'red', '5': 'permissive', '6': 'red' });
          cycle(w, ['2', '5'], green, yellow, red);
          cycle(w, ['6'], red, yellow, green);
          arrivals(w, seed, 240, mean);
          w.events.every(0.3, () => {
            for (const { gap, of } of gaps(w.traffic.poses())) if (gap <= 0) throw new Error(`${of}: ${gap} m`);
          });
          w.run(300);
          expect(w.trips.length).toBeGreaterThan(0);
          expect(w.trips.filter(({ ranRed }) => ranRed)).toEqual([]);
          for (const { delaySeconds } of w.trips) expect(delaySeconds).toBeGreaterThan(-1);
        },
      ),
      { numRuns: 12 },
    );
  });
  it('is the same run for the same seed, and another for another', () => {
    const run = (seed: string): Trip[] => {
      const w = world();
      cycle(w, ['2', '5', '6'], 20, 4, 20);
      arrivals(w, seed, 200, 3);
      w.run(300);
      return w.trips;
    };
    expect(run('one')).toEqual(run('one'));
    expect(run('one')).not.toEqual(run('two'));
  });
  it('discharges a queue at about one car in two seconds', () => {
    const w = world({ '2': 'red', '5': 'red', '6': 'red' });
    for (let n = 0; n < 15; n++) w.traffic.spawn({ id: `v${n}`, path: 'south-through', kind: 'car' });
    w.run(120);
    expect(w.traffic.queued('south')).toBe(15);
    w.signals['2'] = 'green';
    w.run(100);
    const crossed = w.trips.map(({ crossedAt }) => crossedAt).sort((a, b) => a - b);
    const headway = (crossed[14]! - crossed[4]!) / 10e6;
    expect(headway).toBeGreaterThan(1.5);
    expect(headway).toBeLessThan(2.4);
  });
  it('lets nobody in where the lane is full, and counts the wait from when they were due', () => {
    const w = world({ '2': 'red', '5': 'red', '6': 'red' });
    for (let n = 0; n < 100; n++) w.traffic.spawn({ id: `v${n}`, path: 'south-through', kind: 'car' });
    w.run(300);
    expect(w.traffic.poses().length).toBeLessThan(70);
    expect(w.traffic.queued('south')).toBeGreaterThan(95);
    expect(w.traffic.pose('v99')).toBeUndefined();
    w.signals['2'] = 'green';
    w.run(400);
    expect(w.trips).toHaveLength(100);
    expect(w.trips.find(({ id }) => id === 'v99')!.delaySeconds).toBeGreaterThan(300);
  });
  it('of one lane follows in file, whatever its turn; another lane goes by', () => {
    const w = world({ '2': 'green', '5': 'red', '6': 'green' });
    w.traffic.spawn({ id: 'left', path: 'south-left', kind: 'car' });
    w.run(3);
    w.traffic.spawn({ id: 'through', path: 'south-through', kind: 'emergency' });
    w.traffic.spawn({ id: 'right', path: 'south-right', kind: 'car' });
    w.run(90);
    expect(w.trips.map(({ id }) => id)).toEqual(['right']);
    expect(w.traffic.pose('through')!.metresToStopLine).toBeGreaterThan(DRIVERS.car.lengthMetres);
    w.signals['5'] = 'green';
    w.run(60);
    expect(w.trips.map(({ id }) => id)).toEqual(
      ['right', 'left', 'through'].sort((a, b) => order(w.trips, a) - order(w.trips, b)),
    );
    expect(w.trips).toHaveLength(3);
  });
  it('turns left through a gap in oncoming traffic, and waits where there is none', () => {
    const alone = world({ '2': 'green', '5': 'permissive', '6': 'green' });
    alone.traffic.spawn({ id: 'left', path: 'south-left', kind: 'car' });
    alone.run(90);
    expect(alone.trips[0]!.delaySeconds).toBeLessThan(1);

    const busy = world({ '2': 'green', '5': 'permissive', '6': 'green' });
    busy.traffic.spawn({ id: 'left', path: 'south-left', kind: 'car' });
    for (let n = 0; n < 12; n++) {
      busy.events.after(n * 3, () => busy.traffic.spawn({ id: `o${n}`, path: 'north-through', kind: 'car' }));
    }
    busy.run(120);
    const left = busy.trips.find(({ id }) => id === 'left')!;
    const oncoming = busy.trips.filter(({ id }) => id.startsWith('o'));
    expect(oncoming).toHaveLength(12);
    expect(left.delaySeconds).toBeGreaterThan(20);
    expect(left.crossedAt).toBeGreaterThan(Math.max(...oncoming.map(({ crossedAt }) => crossedAt)));
  });
  it('never turns in the second and a half before an oncoming vehicle is at its line', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 2, max: 8, noNaN: true }), (seed, mean) => {
        const w = world({ '2': 'green', '5': 'permissive', '6': 'green' });
        arrivals(w, seed, 200, mean);
        w.run(260);
        const lefts = w.trips.filter(({ movement }) => movement === '5');
        const oncoming = w.trips.filter(({ movement }) => movement === '6');
        for (const { crossedAt } of lefts) {
          const next = Math.min(...oncoming.map((other) => other.crossedAt - crossedAt).filter((after) => after > 0));
          expect(next).toBeGreaterThan(1.5e6);
        }
      }),
      { numRuns: 12 },
    );
  });
  it('lets who waits to turn left go in the first second of yellow, when oncoming traffic stops', () => {
    const w = world({ '2': 'green', '5': 'permissive', '6': 'green' });
    w.traffic.spawn({ id: 'left', path: 'south-left', kind: 'car' });
    // 61 m apart: too near one another for the turn, far enough that one can stop after the other is through.
    for (let n = 0; n < 40; n++) {
      w.events.after(n * 4.4, () => w.traffic.spawn({ id: `o${n}`, path: 'north-through', kind: 'car' }));
    }
    w.run(60);
    const stoppable = ({ movement, metresToStopLine }: Pose): boolean =>
      movement === '6' && metresToStopLine > 33 && metresToStopLine < 36;
    while (!w.traffic.poses().some(stoppable)) w.run(0.1);
    expect(w.traffic.pose('left')!.speed).toBeLessThan(0.1);
    for (const movement of ['2', '5', '6']) w.signals[movement] = 'yellow';
    const yellowAt = w.events.now();
    w.run(4);
    for (const movement of ['2', '5', '6']) w.signals[movement] = 'red';
    w.run(30);
    const left = w.trips.find(({ id }) => id === 'left')!;
    expect(left.ranRed).toBe(false);
    expect(left.crossedAt).toBeGreaterThan(yellowAt);
    expect(w.trips.filter(({ movement, crossedAt }) => movement === '6' && crossedAt > yellowAt)).toEqual([]);
  });
  it('calls its movements where a front is within the detector, and not past the line', () => {
    const w = world({ '2': 'red', '5': 'red', '6': 'green' });
    w.traffic.spawn({ id: 'a', path: 'south-through', kind: 'car' });
    w.traffic.spawn({ id: 'b', path: 'north-through', kind: 'car' });
    expect(w.traffic.detected(50)).toEqual(new Set());
    expect(w.traffic.detected(500)).toEqual(new Set(['2', '6']));
    w.run(34.5);
    expect(w.traffic.detected(500)).toEqual(new Set(['2']));
    w.run(30);
    expect(w.traffic.detected(5)).toEqual(new Set(['2']));
  });
  it('says when a vehicle was forced over a red line by a missing yellow', () => {
    const w = world();
    w.traffic.spawn({ id: 'a', path: 'south-through', kind: 'car' });
    w.run(31.8);
    w.signals['2'] = 'red';
    w.run(100);
    expect(w.trips[0]).toMatchObject({ ranRed: true });
  });
  it('refuses paths and ids it cannot tell apart', () => {
    const w = world();
    expect(() => w.traffic.spawn({ id: 'a', path: 'nowhere', kind: 'car' })).toThrow(/south-through/);
    w.traffic.spawn({ id: 'a', path: 'south-through', kind: 'car' });
    expect(() => w.traffic.spawn({ id: 'a', path: 'south-left', kind: 'car' })).toThrow(/already/);
    expect(() => new Traffic({ clock: w.events, paths: [paths[0]!, paths[0]!], signal: () => 'red' })).toThrow(
      /two paths/,
    );
  });
});

const order = (trips: readonly Trip[], id: string): number => trips.findIndex((trip) => trip.id === id);
