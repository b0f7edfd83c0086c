import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dSecond,
  fromDate,
  fromIso,
  fromMinuteOfTheYear,
  fromTime32,
  fromTime64,
  fromUnixMicros,
  LEAP_SECONDS,
  LEAP_SECONDS_KNOWN_UNTIL,
  minuteOfTheYear,
  toDate,
  toIso,
  toTime32,
  toTime64,
  toUnixMicros,
} from '../src/time.ts';

const iso = (text: string): number => {
  const at = fromIso(text);
  if (at === undefined) throw new Error(`${text} was not read`);
  return at;
};
const moments = fc.integer({ min: 0, max: iso('2100-01-01T00:00:00Z') });

describe('Time32 and Time64', () => {
  it('count from 2004-01-01 UTC', () => expect(iso('2004-01-01T00:00:00Z')).toBe(0));
  it('are five leap seconds ahead of Unix time since 2017', () => {
    const unix = Date.parse('2024-05-06T07:08:09Z') / 1000;
    expect(toTime32(iso('2024-05-06T07:08:09Z'))).toBe(unix - 1_072_915_200 + 5);
  });
  it('start the SCMS week 0 (2015-01-06 09:00 UTC) at 347619603', () => {
    expect(toTime32(iso('2015-01-06T09:00:00Z'))).toBe(347_619_603);
  });
  it('come back from the forms of the codecs', () => {
    fc.assert(
      fc.property(moments, (at) => {
        expect(fromTime64(toTime64(at))).toBe(at);
        expect(Math.abs(fromTime32(toTime32(at)) - at)).toBeLessThan(1e6);
      }),
    );
  });
});

describe('Unix time', () => {
  it('comes back through Micros', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_072_915_200_000_000, max: 4_000_000_000_000_000 }), (unix) => {
        expect(toUnixMicros(fromUnixMicros(unix))).toBe(unix);
      }),
    );
  });
  it('never steps back as Micros go on', () => {
    for (const { before } of LEAP_SECONDS) {
      const day = iso(`${before}T00:00:00Z`);
      let last = toUnixMicros(day - 3e6);
      for (let at = day - 3e6; at < day + 3e6; at += 250_000) {
        expect(toUnixMicros(at)).toBeGreaterThanOrEqual(last);
        last = toUnixMicros(at);
      }
    }
  });
  it('holds two TAI seconds between 23:59:59 and 00:00:00 around each leap second, one on other days', () => {
    for (const { before } of LEAP_SECONDS) {
      const unix = Date.parse(`${before}T00:00:00Z`) * 1000;
      expect(fromUnixMicros(unix) - fromUnixMicros(unix - 1e6)).toBe(2e6);
      expect(fromUnixMicros(unix + 1e6) - fromUnixMicros(unix)).toBe(1e6);
    }
    const plain = Date.parse('2020-01-01T00:00:00Z') * 1000;
    expect(fromUnixMicros(plain) - fromUnixMicros(plain - 1e6)).toBe(1e6);
  });
  it('is Date to the millisecond', () => {
    const date = new Date('2026-11-22T09:20:00.123Z');
    expect(toDate(fromDate(date))).toEqual(date);
  });
  it('tells until when its leap seconds are known', () => {
    expect(Date.parse(LEAP_SECONDS_KNOWN_UNTIL)).toBeGreaterThan(Date.parse(LEAP_SECONDS.at(-1)!.before));
  });
});

describe('ISO 8601', () => {
  it('comes back at any moment, leap seconds too', () => {
    const leaps = LEAP_SECONDS.map(({ before }) => iso(`${before}T00:00:00Z`) - 500_000);
    fc.assert(
      fc.property(fc.oneof(moments, fc.constantFrom(...leaps)), (at) => {
        expect(fromIso(toIso(at, 6))).toBe(at);
      }),
    );
  });
  it('writes a leap second as 23:59:60', () => {
    expect(toIso(iso('2017-01-01T00:00:00Z') - 500_000)).toBe('2016-12-31T23:59:60.500Z');
    expect(toIso(iso('2017-01-01T00:00:00Z') - 1_000_001, 6)).toBe('2016-12-31T23:59:59.999999Z');
  });
  it('takes offsets, and UTC where none is written', () => {
    expect(iso('2024-01-01T02:30+02:30')).toBe(iso('2024-01-01T00:00:00Z'));
    expect(iso('2024-01-01T00:00:00')).toBe(iso('2024-01-01'));
    expect(iso('2016-12-31T18:59:60-05:00')).toBe(iso('2016-12-31T23:59:60Z'));
  });
  it.each(['2024-02-30T00:00:00Z', '2024-06-30T23:59:60Z', '2024-13-01', '2024-01-01T24:00:00Z', 'yesterday', ''])(
    'does not read %s',
    (text) => expect(fromIso(text)).toBeUndefined(),
  );
});

describe('MinuteOfTheYear and DSecond', () => {
  it('begin at 0 with the UTC year and end at 527039 in a leap year', () => {
    expect(minuteOfTheYear(iso('2025-01-01T00:00:59.999Z'))).toBe(0);
    expect(minuteOfTheYear(iso('2024-12-31T23:59:00Z'))).toBe(527_039);
    expect(minuteOfTheYear(iso('2025-12-31T23:59:00Z'))).toBe(525_599);
  });
  it('count a leap second as 60000..60999 of the minute it ends', () => {
    const at = iso('2016-12-31T23:59:60.250Z');
    expect([minuteOfTheYear(at), dSecond(at)]).toEqual([527_039, 60_250]);
    expect([minuteOfTheYear(at + 1e6), dSecond(at + 1e6)]).toEqual([0, 250]);
  });
  it('name the moment nearest to another, over the turn of the year both ways', () => {
    const eve = iso('2025-12-31T23:59:50Z');
    expect(fromMinuteOfTheYear(0, 5_000, eve)).toBe(iso('2026-01-01T00:00:05Z'));
    expect(fromMinuteOfTheYear(525_599, 50_000, eve + 20e6)).toBe(eve);
  });
  it('come back at any moment, from up to 180 days away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: iso('2005-01-01'), max: iso('2090-01-01') }),
        fc.integer({ min: -180, max: 180 }),
        (at, days) => {
          const whole = Math.floor(at / 1000) * 1000;
          expect(fromMinuteOfTheYear(minuteOfTheYear(whole), dSecond(whole), whole + days * 86_400e6)).toBe(whole);
        },
      ),
    );
  });
  it('name the last day of a leap year in leap years only', () => {
    expect(fromMinuteOfTheYear(527_000, 0, iso('2025-06-01'))).toBe(iso('2024-12-31T23:20:00Z'));
    expect(fromMinuteOfTheYear(527_000, 0, iso('2026-06-01'))).toBeUndefined();
  });
  it.each([
    [527_040, 0],
    [0, 65_535],
    [0, 61_000],
    [-1, 0],
    [Number.NaN, 0],
    [100, 60_000],
  ])('name no moment as minute %d, second %d', (minute, second) => {
    expect(fromMinuteOfTheYear(minute, second, iso('2025-06-01'))).toBeUndefined();
  });
});
