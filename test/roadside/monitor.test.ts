import { expect, test } from 'vitest';
import type { LampEvent } from '../../roadside/executor.ts';
import { Monitor, type Violation } from '../../roadside/monitor.ts';
import type { Phase } from '../../roadside/rings.ts';
import { eight } from './plans.ts';

const watch = (physical: [number, number][] = []) =>
  new Monitor({ plan: eight, physical, maxPresence: 300, slack: 1 }, 0);
/** Each line: second, phase, what it shows (a lamp, or a pedestrian lamp). */
type Line = [number, Phase, string];
const pedLamps = ['dontWalk', 'walk', 'pedClear', 'dark'];
const play = (monitor: Monitor, lines: Line[], fault = false) => {
  const last = new Map<string, { shows: string; at: number }>();
  for (const [second, phase, shows] of lines) {
    const head = pedLamps.includes(shows) ? 'pedestrian' : 'vehicle';
    const key = `${phase}${head}`;
    const was = last.get(key) ?? { shows: head === 'vehicle' ? 'red' : 'dontWalk', at: 0 };
    const at = second * 1e6;
    const event = { kind: 'lamp', at, phase, head, was: was.shows, since: was.at, shows } as LampEvent;
    monitor.see(fault ? { ...event, fault: true } : event);
    last.set(key, { shows, at });
  }
  return [...new Set(monitor.found.map(({ violation }) => violation))];
};
const round: Line[] = [
  [10, 2, 'green'],
  [10, 6, 'green'],
  [10, 2, 'walk'],
  [17, 2, 'pedClear'],
  [29, 2, 'dontWalk'],
  [30, 2, 'yellow'],
  [30, 6, 'yellow'],
  [34, 2, 'red'],
  [34, 6, 'red'],
  [36, 4, 'green'],
];

test('a round by the book has no violation', () => {
  expect(play(watch(), round)).toEqual([]);
});

test.each<[Violation, Line[]]>([
  [
    'conflictingGreens',
    [
      [10, 1, 'green'],
      [11, 2, 'green'],
    ],
  ],
  [
    'barrier',
    [
      [10, 2, 'green'],
      [11, 4, 'green'],
    ],
  ],
  [
    'barrier',
    [
      [10, 2, 'green'],
      [20, 2, 'yellow'],
      [21, 7, 'green'],
    ],
  ],
  [
    'greenAgainstYellow',
    [
      [10, 1, 'green'],
      [20, 1, 'yellow'],
      [21, 2, 'green'],
    ],
  ],
  [
    'shortGreen',
    [
      [10, 2, 'green'],
      [17.9, 2, 'yellow'],
    ],
  ],
  [
    'shortYellow',
    [
      [10, 2, 'green'],
      [20, 2, 'yellow'],
      [23.9, 2, 'red'],
    ],
  ],
  [
    'shortRedClear',
    [
      [10, 2, 'green'],
      [20, 2, 'yellow'],
      [24, 2, 'red'],
      [25.4, 1, 'green'],
    ],
  ],
  [
    'shortRedRevert',
    [
      [10, 2, 'green'],
      [20, 2, 'yellow'],
      [24, 2, 'red'],
      [25.9, 2, 'green'],
    ],
  ],
  [
    'shortWalk',
    [
      [10, 2, 'green'],
      [10, 2, 'walk'],
      [16, 2, 'pedClear'],
    ],
  ],
  [
    'shortPedClear',
    [
      [10, 2, 'green'],
      [10, 2, 'walk'],
      [17, 2, 'pedClear'],
      [28, 2, 'dontWalk'],
    ],
  ],
  [
    'missingYellow',
    [
      [10, 2, 'green'],
      [20, 2, 'red'],
    ],
  ],
  [
    'missingPedClear',
    [
      [10, 2, 'green'],
      [10, 2, 'walk'],
      [20, 2, 'dontWalk'],
    ],
  ],
  [
    'pedestrianLeftAlone',
    [
      [10, 2, 'green'],
      [10, 2, 'walk'],
      [17, 2, 'pedClear'],
      [20, 2, 'yellow'],
    ],
  ],
  ['pedestrianLeftAlone', [[10, 2, 'walk']]],
  ['wrongOrder', [[10, 2, 'yellow']]],
  [
    'unclearedFlash',
    [
      [10, 2, 'green'],
      [20, 2, 'flash'],
    ],
  ],
])('%s is seen', (violation, lines) => {
  expect(play(watch(), lines)).toContain(violation);
});

test('a pair that the rings allow is a violation where the ground forbids it', () => {
  expect(play(watch([[6, 2]]), round)).toContain('conflictingGreens');
});

test('the cabinet itself may flash at any time', () => {
  const lines: Line[] = [
    [10, 2, 'green'],
    [12, 2, 'flash'],
    [30, 2, 'red'],
    [40, 2, 'green'],
  ];
  expect(play(watch(), lines, true)).toEqual([]);
});

test('a trace that does not continue what was seen is no proof', () => {
  const monitor = watch();
  monitor.see({ kind: 'lamp', at: 5, phase: 2, head: 'vehicle', was: 'green', since: 0, shows: 'yellow' });
  expect(monitor.found[0]?.violation).toBe('brokenTrace');
});

test('claims: no dead-man time, silence beyond it and presence beyond the limit are seen', () => {
  const claim = (at: number, what: 'opened' | 'refreshed' | 'released', deadMan = 10, maxPresence = 60) =>
    ({ kind: 'claim', at: at * 1e6, key: 'hold', what, terms: { deadMan, maxPresence } }) as const;
  const found = (...events: ReturnType<typeof claim>[]) => {
    const monitor = watch();
    for (const event of events) monitor.see(event);
    monitor.finish(1000e6);
    return monitor.found.map(({ violation }) => violation);
  };
  expect(found(claim(0, 'opened'), claim(9, 'refreshed'), claim(18, 'released'))).toEqual([]);
  expect(found(claim(0, 'opened', 0), claim(1, 'released'))).toContain('deadManMissed');
  expect(found(claim(0, 'opened'), claim(30, 'released'))).toEqual(['deadManMissed']);
  expect(found(claim(0, 'opened', 100, 60), claim(70, 'released', 100, 60))).toEqual(['overheld']);
  expect(found(claim(0, 'opened', 10, 3600), claim(1, 'released'))).toEqual(['overheld']);
  expect(found(claim(0, 'opened'))).toEqual(['deadManMissed', 'overheld']);
});
