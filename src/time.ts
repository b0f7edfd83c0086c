/**
 * The clocks of V2X beside one another: Micros (IEEE 1609.2 Time64, TAI since 2004), UTC as people write it, and the
 * MinuteOfTheYear and DSecond of SAE J2735, which count UTC and so know leap seconds.
 */
import type { Micros } from './world.ts';

/** 2004-01-01T00:00:00 UTC in Unix seconds: the zero of Time32 and Time64. */
export const EPOCH_UNIX_SECONDS = 1_072_915_200;
/** Each leap second since the epoch: the UTC day that begins right after it, and TAI minus UTC from then on (32 before). */
export const LEAP_SECONDS: readonly { readonly before: string; readonly taiMinusUtcSeconds: number }[] = [
  { before: '2006-01-01', taiMinusUtcSeconds: 33 },
  { before: '2009-01-01', taiMinusUtcSeconds: 34 },
  { before: '2012-07-01', taiMinusUtcSeconds: 35 },
  { before: '2015-07-01', taiMinusUtcSeconds: 36 },
  { before: '2017-01-01', taiMinusUtcSeconds: 37 },
];
/** No leap second but those above happens before this day (IERS Bulletin C 72); from then on the table must be looked at. */
export const LEAP_SECONDS_KNOWN_UNTIL = '2027-06-28';

/** The TAI second, counted from the epoch, that each leap second fills. */
const LEAPS = LEAP_SECONDS.map((leap, n) => Date.parse(`${leap.before}T00:00:00Z`) / 1000 - EPOCH_UNIX_SECONDS + n);
const SECOND = 1_000_000;

/** Micros of a Unix time in microseconds. Unix time has no name for a leap second, so no value falls inside one. */
export function fromUnixMicros(unixMicros: number): Micros {
  const since = unixMicros - EPOCH_UNIX_SECONDS * SECOND;
  let leaps = 0;
  for (const leap of LEAPS) if (since >= (leap - leaps) * SECOND) leaps++;
  return since + leaps * SECOND;
}

/** Unix time in microseconds; all of a leap second is the last microsecond before the new day, as time may not step back. */
export function toUnixMicros(micros: Micros): number {
  const { unixSeconds, inLeap, microsOfSecond } = utc(micros);
  return unixSeconds * SECOND + (inLeap ? SECOND - 1 : microsOfSecond);
}

/** Seconds of UTC with the leap second told apart: during it `unixSeconds` stays at the second before, 23:59:59. */
function utc(micros: Micros): { unixSeconds: number; inLeap: boolean; microsOfSecond: number } {
  const second = Math.floor(micros / SECOND);
  let leaps = 0;
  for (const leap of LEAPS) if (second >= leap) leaps++;
  return {
    unixSeconds: second - leaps + EPOCH_UNIX_SECONDS,
    inLeap: LEAPS.includes(second),
    microsOfSecond: micros - second * SECOND,
  };
}

/** Micros of a Date (milliseconds). */
export const fromDate = (date: Date): Micros => fromUnixMicros(date.getTime() * 1000);
/** The Date of Micros, cut to the millisecond below. */
export const toDate = (micros: Micros): Date => new Date(Math.floor(toUnixMicros(micros) / 1000));

/** ISO 8601 in UTC with `digits` (0..6) of the second, cut not rounded; a leap second is written 23:59:60. */
export function toIso(micros: Micros, digits = 3): string {
  const { unixSeconds, inLeap, microsOfSecond } = utc(micros);
  const [day, time] = new Date(unixSeconds * 1000).toISOString().split('T') as [string, string];
  const fraction = String(Math.floor(microsOfSecond)).padStart(6, '0').slice(0, digits);
  return `${day}T${time.slice(0, 6)}${inLeap ? '60' : time.slice(6, 8)}${fraction && `.${fraction}`}Z`;
}

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/i;
/**
 * Micros of an ISO 8601 time; UTC where no offset is written, unlike Date. 23:59:60 is read where the table has one.
 * Undefined for what is no such time.
 */
export function fromIso(text: string): Micros | undefined {
  const found = ISO.exec(text.trim());
  if (!found) return undefined;
  const [, day, hours = '00', minutes = '00', seconds = '00', fraction = '', zone = 'Z'] = found;
  const leap = seconds === '60';
  const zulu = zone.toUpperCase();
  const offsetMinutes =
    zulu === 'Z' ? 0 : Number(`${zulu[0]}1`) * (Number(zulu.slice(1, 3)) * 60 + Number(zulu.slice(4)));
  const local = Date.parse(`${day}T${hours}:${minutes}:${leap ? '59' : seconds}Z`);
  // Date.parse lets 31 February through as 2 March: the day must come back as it was written.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${day}T${hours}`)) return undefined;
  const whole = fromUnixMicros((local - offsetMinutes * 60_000) * 1000) + (leap ? SECOND : 0);
  if (leap && !LEAPS.includes(Math.floor(whole / SECOND))) return undefined;
  return whole + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** IEEE 1609.2 Time32: whole TAI seconds since the epoch. */
export const toTime32 = (micros: Micros): number => Math.floor(micros / SECOND);
export const fromTime32 = (time32: number): Micros => time32 * SECOND;
/** IEEE 1609.2 Time64 as the codec has it. */
export const toTime64 = (micros: Micros): bigint => BigInt(Math.floor(micros));
export const fromTime64 = (time64: bigint): Micros => Number(time64);

/** SAE J2735 DE_MinuteOfTheYear: minutes since 1 January 00:00 UTC, 0..527039. A leap second is in the minute it ends. */
export function minuteOfTheYear(micros: Micros): number {
  const { unixSeconds } = utc(micros);
  return Math.floor((unixSeconds - yearStart(unixSeconds)) / 60);
}
/** SAE J2735 DE_DSecond: milliseconds in the minute, 0..59999, and 60000..60999 in a leap second. */
export function dSecond(micros: Micros): number {
  const { unixSeconds, inLeap, microsOfSecond } = utc(micros);
  return ((unixSeconds % 60) + (inLeap ? 1 : 0)) * 1000 + Math.floor(microsOfSecond / 1000);
}
export const MINUTE_INVALID = 527_040;
export const DSECOND_UNAVAILABLE = 65_535;
/**
 * The moment a MinuteOfTheYear and DSecond name, in the year that brings it nearest to `near`, as neither carries one.
 * Undefined where they say "no time" (527040, 65535), are reserved, or name a leap second or a day that was not.
 */
export function fromMinuteOfTheYear(minute: number, second: number, near: Micros): Micros | undefined {
  if (!(minute >= 0 && minute < MINUTE_INVALID && second >= 0 && second < 61_000)) return undefined;
  const start = yearStart(utc(near).unixSeconds);
  let best: Micros | undefined;
  // Half a year either way reaches the year before and the year after, no further.
  for (const year of [yearStart(start - 1), start, yearStart(start + 367 * 86_400)]) {
    const unixSeconds = year + minute * 60;
    if (yearStart(unixSeconds) !== year) continue;
    const at = fromUnixMicros(unixSeconds * SECOND) + second * 1000;
    if (dSecond(at) !== Math.floor(second)) continue;
    if (best === undefined || Math.abs(at - near) < Math.abs(best - near)) best = at;
  }
  return best;
}
const yearStart = (unixSeconds: number): number => Date.UTC(new Date(unixSeconds * 1000).getUTCFullYear(), 0, 1) / 1000;
