/** The i-periods of pseudonym certificates: weeks since 2015-01-06, in TAI seconds. Two of them overlap by an hour. */
import type { ValidityPeriod } from '../../asn1/ieee1609dot2/base.ts';
import { toTime32 } from '../time.ts';
import type { Micros } from '../world.ts';

/** Time32 at which i = 0 starts, and seconds from one start to the next. */
export const FIRST_START = 347_619_603;
export const PERIOD_SECONDS = 604_800;

export const periodStart = (i: number): number => FIRST_START + PERIOD_SECONDS * i;
/** The period a Time32 lies in; in the hour where two overlap, the later one. */
export const periodOfTime32 = (time32: number): number => Math.floor((time32 - FIRST_START) / PERIOD_SECONDS);
export const periodOf = (now: Micros): number => periodOfTime32(toTime32(now));
export const periodValidity = (i: number): ValidityPeriod => ({
  start: periodStart(i),
  duration: { tag: 'hours', value: 169 },
});

const SECONDS = { seconds: 1, minutes: 60, hours: 3600, sixtyHours: 216_000, years: 31_556_952 } as const;
/** Seconds of a Duration, rounded up (6.4.15: a year is 31 556 952 s). */
export function seconds(duration: ValidityPeriod['duration']): number {
  if (duration.tag === 'microseconds') return Math.ceil(duration.value / 1e6);
  if (duration.tag === 'milliseconds') return Math.ceil(duration.value / 1e3);
  return duration.value * SECONDS[duration.tag];
}
/** Does `inner` lie in `outer`? */
export function inside(inner: ValidityPeriod, outer: ValidityPeriod): boolean {
  return inner.start >= outer.start && inner.start + seconds(inner.duration) <= outer.start + seconds(outer.duration);
}
