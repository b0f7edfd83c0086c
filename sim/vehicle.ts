/** One vehicle on its path: what is known of it, how it moves, and what is told of it. */
import type { Micros } from '../src/world.ts';
import { type Choice, DRIVERS, type DriverKind } from './driver.ts';
import type { Place, Route } from './road.ts';

export interface Pose extends Place {
  readonly id: string;
  readonly kind: DriverKind;
  readonly path: string;
  readonly movement: string;
  readonly lane: string;
  readonly lengthMetres: number;
  /** Metres per second, and per second squared. */
  readonly speed: number;
  readonly acceleration: number;
  /** From the front bumper; negative once past. */
  readonly metresToStopLine: number;
}
/** One vehicle's way, from the moment it was due to the end of its path. Delay is travel less free-flow time. */
export interface Trip {
  readonly id: string;
  readonly kind: DriverKind;
  readonly path: string;
  readonly movement: string;
  readonly dueAt: Micros;
  readonly crossedAt: Micros;
  readonly leftAt: Micros;
  readonly travelSeconds: number;
  readonly freeFlowSeconds: number;
  readonly delaySeconds: number;
  readonly stops: number;
  /** Passed the stop line at red: happens only where a yellow was too short. */
  readonly ranRed: boolean;
}

export interface Vehicle {
  readonly id: string;
  readonly kind: DriverKind;
  readonly route: Route;
  readonly desired: number;
  readonly dueAt: Micros;
  crossedAt: Micros;
  /** Front bumper, metres past the stop line. */
  at: number;
  speed: number;
  acceleration: number;
  choice: Choice | undefined;
  /** When this driver first saw the present yellow. */
  yellowSince: Micros | undefined;
  stops: number;
  standing: boolean;
  ranRed: boolean;
}

/** Up to here past the line all paths of a lane are one vehicle's width. */
const SHARED_METRES = 6;

export const enter = (id: string, kind: DriverKind, route: Route, dueAt: Micros): Vehicle => {
  const desired = route.path.speedLimit * DRIVERS[kind].speedShare;
  return {
    id,
    kind,
    route,
    desired,
    dueAt,
    crossedAt: Number.NaN,
    at: route.start,
    speed: desired,
    acceleration: 0,
    choice: undefined,
    yellowSince: undefined,
    stops: 0,
    standing: false,
    ranRed: false,
  };
};

/** Where its tail is, metres past the stop line. */
export const rear = ({ at, kind }: Vehicle): number => at - DRIVERS[kind].lengthMetres;

/** The nearest ahead that is in the way: on the same path, or with its tail still where the lane's paths are one. */
export function leaderOf(lane: readonly Vehicle[], n: number): Vehicle | undefined {
  const me = lane[n]!;
  for (let ahead = n - 1; ahead >= 0; ahead--) {
    const other = lane[ahead]!;
    if (other.route === me.route || rear(other) < SHARED_METRES) return other;
  }
  return undefined;
}

export function poseOf({ id, kind, route, at, speed, acceleration }: Vehicle): Pose {
  return {
    ...route.place(at),
    id,
    kind,
    path: route.path.id,
    movement: route.path.movement,
    lane: route.lane,
    lengthMetres: DRIVERS[kind].lengthMetres,
    speed,
    acceleration,
    metresToStopLine: -at,
  };
}

/** Moves it with its acceleration through `seconds` from `from` on; true where it passed the stop line on the way. */
export function move(me: Vehicle, seconds: number, from: Micros): boolean {
  const before = me.at;
  const speed = me.speed + me.acceleration * seconds;
  // It comes to rest within the step: the rest of the step it stands, and does not roll back.
  me.at += speed < 0 ? me.speed ** 2 / (-2 * me.acceleration) : ((me.speed + speed) / 2) * seconds;
  me.speed = Math.max(0, speed);
  if (me.speed < 0.1 && !me.standing) me.stops++;
  me.standing = me.speed < 0.1 || (me.standing && me.speed < 1);
  if (before > 0 || me.at <= 0) return false;
  me.crossedAt = from + (seconds * 1e6 * -before) / (me.at - before);
  return true;
}

/** Its whole way, once it is past the end of its path. */
export function tripOf(me: Vehicle, now: Micros): Trip {
  const { route, desired, dueAt } = me;
  const leftAt = now - ((me.at - route.end) / Math.max(0.1, me.speed)) * 1e6;
  const travelSeconds = (leftAt - dueAt) / 1e6;
  const freeFlowSeconds = (route.end - route.start) / desired;
  return {
    id: me.id,
    kind: me.kind,
    path: route.path.id,
    movement: route.path.movement,
    dueAt,
    crossedAt: me.crossedAt,
    leftAt,
    travelSeconds,
    freeFlowSeconds,
    delaySeconds: travelSeconds - freeFlowSeconds,
    stops: me.stops,
    ranRed: me.ranRed,
  };
}
