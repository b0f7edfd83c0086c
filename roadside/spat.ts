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
  /** The MAP was revised a short time ago. */
  readonly revised: boolean;
}

const UNKNOWN = 36_111;

/** Tenths of a second within the hour of UTC; what is an hour ahead or ago could be taken for now, so it is unknown. */
export function timeMark(moment: Micros | undefined, now: Micros, round = Math.floor): number {
  if (moment === undefined || Math.abs(moment - now) > 3_500e6) return UNKNOWN;
  return round(toUnixMicros(moment) / 1e5) % 36_000;
}

export function spatOf(shown: Shown, now: Micros): SPAT {
  const { intersection, revision, groups, forecast, flags, revised } = shown;
  const states = groups.map(({ signalGroup, phase, kind, permissive }): MovementState => {
    const seen = forecast.get(phase);
    return { signalGroup, stateTimeSpeed: [seen ? event(seen, kind, permissive, now) : { eventState: 'dark' }] };
  });
  return {
    intersections: [
      {
        id: intersection,
        revision,
        status: statusBits(flags, revised),
        moy: minuteOfTheYear(now),
        timeStamp: dSecond(now),
        states,
      },
    ],
  };
}

function event(seen: Forecast, kind: Group['kind'], permissive: boolean, now: Micros): MovementEvent {
  const eventState = kind === 'vehicle' ? vehicleState(seen, permissive) : pedestrianState(seen);
  const { minEnd, maxEnd, likely } = kind === 'vehicle' ? seen : walkEnds(seen, now);
  if (minEnd === undefined) return { eventState };
  const since = kind === 'vehicle' ? seen.since : seen.pedSince;
  return {
    eventState,
    timing: {
      // In the past: it says how long the state has stood.
      startTime: now - since < 3_500e6 ? timeMark(since, now) : undefined,
      minEndTime: timeMark(minEnd, now),
      // Not before the one, not after the other: each is rounded to its own side.
      maxEndTime: maxEnd === undefined ? undefined : timeMark(maxEnd, now, Math.ceil),
      likelyTime: likely === undefined ? undefined : timeMark(likely, now),
    },
  };
}
/** Of a pedestrian signal. A walk may begin in the middle of a green; when it will, a button decides. */
function walkEnds(
  { shows, ped, minEnd, pedEnd }: Forecast,
  now: Micros,
): Pick<Forecast, 'minEnd' | 'maxEnd' | 'likely'> {
  if (ped === 'walk' || ped === 'pedClear') return { minEnd: pedEnd, maxEnd: pedEnd, likely: pedEnd };
  const start = shows === 'green' ? now : minEnd;
  return { minEnd: ped === 'dontWalk' ? start : undefined, maxEnd: undefined, likely: undefined };
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
function statusBits(flags: StatusFlags, revised: boolean) {
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
    false,
    revised,
  ];
  const octets = new Uint8Array(2);
  for (const [k, on] of order.entries()) if (on) octets[k >> 3]! |= 0x80 >> (k & 7);
  return { octets, length: 16 };
}
