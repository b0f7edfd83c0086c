/** The i-periods of pseudonym certificates: weeks since 2015-01-06, in TAI seconds. Two of them overlap by an hour. */
import type { ValidityPeriod } from '../../asn1/ieee1609dot2/base.ts';
import { toTime32 } from '../time.ts';
import { microsOf } from '../trust/certificate.ts';
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

/** Seconds of a Duration, rounded up. */
export const seconds = (duration: ValidityPeriod['duration']): number => Math.ceil(microsOf(duration) / 1e6);
/** Does `inner` lie in `outer`? */
export function inside(inner: ValidityPeriod, outer: ValidityPeriod): boolean {
  return inner.start >= outer.start && inner.start + seconds(inner.duration) <= outer.start + seconds(outer.duration);
}
