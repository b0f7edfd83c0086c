/**
 * How a driver accelerates: the intelligent driver model (Treiber, Hennecke, Helbing 2000) behind a leader, and the same
 * towards a stop line that must not be passed. Metres, seconds, metres per second.
 */

export type SignalState = 'red' | 'yellow' | 'green' | 'permissive';
export interface Driver {
  readonly lengthMetres: number;
  /** Desired speed as a share of the limit. */
  readonly speedShare: number;
  readonly acceleration: number;
  /** Braking the driver thinks comfortable. */
  readonly braking: number;
  /** Time kept to the leader, and the gap kept when standing. */
  readonly headwaySeconds: number;
  readonly gapMetres: number;
}
export const DRIVERS = {
  car: { lengthMetres: 4.8, speedShare: 1, acceleration: 1.6, braking: 2, headwaySeconds: 1.3, gapMetres: 2 },
  truck: { lengthMetres: 12, speedShare: 0.9, acceleration: 0.9, braking: 1.6, headwaySeconds: 1.7, gapMetres: 2.5 },
  bus: { lengthMetres: 12.2, speedShare: 0.95, acceleration: 1.0, braking: 1.5, headwaySeconds: 1.6, gapMetres: 2.5 },
  emergency: { lengthMetres: 9, speedShare: 1.3, acceleration: 1.8, braking: 2.5, headwaySeconds: 1.0, gapMetres: 2 },
} as const satisfies Record<string, Driver>;
export type DriverKind = keyof typeof DRIVERS;

/** No tyre on a dry road does more. */
export const HARDEST_BRAKING = 8;
/** A driver who would need more than this goes on (the rate that yellow times are calculated with). */
export const DECISION_BRAKING = 3.05;
/** Drivers stop with their bumper this far before the line. */
const LINE_GAP_METRES = 1;

/** Acceleration wanted with `gap` metres to a leader `approach` m/s slower than oneself; without a leader, an infinite gap. */
export function follow(driver: Driver, speed: number, desired: number, gap: number, approach: number): number {
  const free = speed <= desired ? 1 - (speed / desired) ** 4 : -((speed / desired) ** 2 - 1);
  const root = 2 * Math.sqrt(driver.acceleration * driver.braking);
  const wanted = driver.gapMetres + Math.max(0, speed * driver.headwaySeconds + (speed * approach) / root);
  const crowd = gap > 0 ? (wanted / gap) ** 2 : Number.POSITIVE_INFINITY;
  return Math.max(-HARDEST_BRAKING, driver.acceleration * (free - crowd));
}

/** Acceleration wanted to stand before a line `distance` metres ahead. */
export function halt(driver: Driver, speed: number, desired: number, distance: number): number {
  const left = distance - LINE_GAP_METRES;
  const needed = speed ** 2 / (2 * Math.max(0.05, left));
  // The model plans with comfort; where the line is nearer than that, braking is what the distance asks.
  const late = needed > driver.braking ? -needed : Number.POSITIVE_INFINITY;
  const towards = follow(
    { ...driver, headwaySeconds: 0.3, gapMetres: 0.3 },
    speed,
    desired,
    Math.max(0.05, left),
    speed,
  );
  return Math.max(-HARDEST_BRAKING, Math.min(towards, late));
}

/** The braking that stops within a distance. */
export const brakingNeeded = (speed: number, distance: number): number =>
  distance > 0 ? speed ** 2 / (2 * distance) : Number.POSITIVE_INFINITY;

export type Choice = 'go' | 'stop';
/**
 * What a driver before the line does about its signal. `earlier` is the choice already made in this yellow, which a
 * driver keeps to; at red everyone stops who still can. `clear` answers for a permissive turn: is the gap long enough?
 */
export function choose(
  state: SignalState,
  speed: number,
  distance: number,
  earlier: Choice | undefined,
  clear: () => boolean,
): Choice {
  if (state === 'green') return 'go';
  if (state === 'yellow') return earlier ?? (brakingNeeded(speed, distance) > DECISION_BRAKING ? 'go' : 'stop');
  if (state === 'red') return brakingNeeded(speed, distance) > HARDEST_BRAKING && earlier === 'go' ? 'go' : 'stop';
  // Too late to stop: the gap was long enough when it was still time.
  if (brakingNeeded(speed, distance) > DECISION_BRAKING) return 'go';
  return clear() ? 'go' : 'stop';
}
