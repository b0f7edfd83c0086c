/** SPaT from what the lamps really show (SAE J2735): states are read back, times are the controller's own forecast. */
import type { MovementEvent, MovementState, SPAT } from '../asn1/j2735/spat.ts';
import { dSecond, minuteOfTheYear, toUnixMicros } from '../src/time.ts';
import type { Micros } from '../src/world.ts';
import type { Forecast } from './forecast.ts';
import type { StatusFlags } from './readback.ts';
import type { IntersectionID } from './request.ts';
import type { Phase } from './rings.ts';

/** A signal group of the MAP and the phase that drives it. */
export interface Group {
  readonly signalGroup: number;
  readonly phase: Phase;
  readonly kind: 'vehicle' | 'pedestrian';
  /** Green lets some of its movements go only after yielding. */
  readonly permissive: boolean;
}

export interface Shown {
  readonly intersection: IntersectionID;
  /** Revision of the MAP that the groups are from. */
  readonly revision: number;
  readonly groups: readonly Group[];
  readonly forecast: ReadonlyMap<Phase, Forecast>;
  readonly flags: StatusFlags;
}

const UNKNOWN = 36_111;

/** Tenths of a second within the hour of UTC; a time more than an hour ahead is unknown. */
export function timeMark(moment: Micros | undefined, now: Micros): number {
  if (moment === undefined || moment - now > 3_500e6) return UNKNOWN;
  return Math.floor(toUnixMicros(moment) / 1e5) % 36_000;
}

export function spatOf(shown: Shown, now: Micros): SPAT {
  const { intersection, revision, groups, forecast, flags } = shown;
  const states = groups.map(({ signalGroup, phase, kind, permissive }): MovementState => {
    const seen = forecast.get(phase);
    return { signalGroup, stateTimeSpeed: [seen ? event(seen, kind, permissive, now) : { eventState: 'dark' }] };
  });
  return {
    intersections: [
      {
        id: intersection,
        revision,
        status: statusBits(flags),
        moy: minuteOfTheYear(now),
        timeStamp: dSecond(now),
        states,
      },
    ],
  };
}

function event(seen: Forecast, kind: Group['kind'], permissive: boolean, now: Micros): MovementEvent {
  const eventState = kind === 'vehicle' ? vehicleState(seen, permissive) : pedestrianState(seen);
  const walking = kind === 'pedestrian' && (seen.ped === 'walk' || seen.ped === 'pedClear');
  const minEnd = walking ? seen.pedEnd : seen.minEnd;
  if (minEnd === undefined) return { eventState };
  const since = kind === 'vehicle' ? seen.since : seen.pedSince;
  // In the past the start says how long the state has stood; beyond an hour it says nothing.
  const startTime = now - since < 3_500e6 ? timeMark(since, now) : undefined;
  return {
    eventState,
    timing: {
      startTime,
      minEndTime: timeMark(minEnd, now),
      maxEndTime: seen.maxEnd === undefined || walking ? undefined : timeMark(seen.maxEnd, now),
      likelyTime: seen.likely === undefined || walking ? undefined : timeMark(seen.likely, now),
    },
  };
}

function vehicleState({ shows }: Forecast, permissive: boolean): MovementEvent['eventState'] {
  switch (shows) {
    case 'green':
      return permissive ? 'permissive-Movement-Allowed' : 'protected-Movement-Allowed';
    case 'yellow':
      return permissive ? 'permissive-clearance' : 'protected-clearance';
    case 'red':
      return 'stop-And-Remain';
    case 'flash':
      return 'stop-Then-Proceed';
  }
}
function pedestrianState({ ped }: Forecast): MovementEvent['eventState'] {
  if (ped === 'walk') return 'protected-Movement-Allowed';
  if (ped === 'pedClear') return 'protected-clearance';
  return ped === 'dontWalk' ? 'stop-And-Remain' : 'dark';
}

/** IntersectionStatusObject, bit 0 first. */
function statusBits(flags: StatusFlags) {
  const order = [
    flags.manualControlIsEnabled,
    flags.stopTimeIsActivated,
    flags.failureFlash,
    flags.preemptIsActive,
    flags.signalPriorityIsActive,
    flags.fixedTimeOperation,
    flags.trafficDependentOperation,
    flags.standbyOperation,
    flags.failureMode,
  ];
  const octets = new Uint8Array(2);
  for (const [k, on] of order.entries()) if (on) octets[k >> 3]! |= 0x80 >> (k & 7);
  return { octets, length: 16 };
}
