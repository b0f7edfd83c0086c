/** SAE J2735 FullPositionVector: where somebody is, since when, and how well that is known; and where they were. */
import { bits, enumerated, type Infer, integer, list, named, optional, sequence, type Type } from '../schema.ts';
import { DSecond, Elevation, Latitude, Longitude, TransmissionAndSpeed } from './common.ts';
import { Heading, HeadingConfidence, PositionalAccuracy, Speed, SpeedConfidence } from './motion.ts';

/** DE_DYear  0 taken as unknown. */
export const DYear: Type<number> = named('DYear', integer(0, 4095));
/** DE_DMonth  1 to 12; 0 taken as unknown. */
export const DMonth: Type<number> = named('DMonth', integer(0, 12));
/** DE_DDay  1 to 31; 0 taken as unknown. */
export const DDay: Type<number> = named('DDay', integer(0, 31));
/** DE_DHour  0 to 23; 24 to 30 for schedules of transit, 31 unknown. */
export const DHour: Type<number> = named('DHour', integer(0, 31));
/** DE_DMinute  60 taken as unknown. */
export const DMinute: Type<number> = named('DMinute', integer(0, 60));
/** DE_DOffset  Minutes from UTC, east is positive. */
export const DOffset: Type<number> = named('DOffset', integer(-840, 840));

const dDateTime = sequence({
  year: optional(DYear),
  month: optional(DMonth),
  day: optional(DDay),
  hour: optional(DHour),
  minute: optional(DMinute),
  /** Milliseconds. */
  second: optional(DSecond),
  offset: optional(DOffset),
});
/** DF_DDateTime  UTC where `offset` is absent. */
export interface DDateTime extends Infer<typeof dDateTime> {}
export const DDateTime: Type<DDateTime> = named('DDateTime', dDateTime);

// Seconds, then their decimals in groups of three: 500, 200, 100, 050 and so on, down to a hundredth of a nanosecond.
const TIMES = [
  'time-100-000',
  'time-050-000',
  'time-020-000',
  'time-010-000',
  'time-002-000',
  'time-001-000',
  ...['500', '200', '100', '050', '020', '010', '005', '002', '001'].map((ms) => `time-000-${ms}`),
  ...['', '-000', '-000-000'].flatMap((zeros) =>
    ['5', '2', '1', '05', '02', '01', '005', '002', '001'].map((part) => `time-000-000${zeros}-${part}`),
  ),
].slice(0, -3);
const timeConfidence = enumerated(['unavailable', ...TIMES]);
/** DE_TimeConfidence  Better than so many seconds: whole ones, thousandths, millionths and on. */
export type TimeConfidence = Infer<typeof timeConfidence>;
export const TimeConfidence: Type<TimeConfidence> = named('TimeConfidence', timeConfidence);

const positionConfidence = enumerated([
  'unavailable',
  'a500m',
  'a200m',
  'a100m',
  'a50m',
  'a20m',
  'a10m',
  'a5m',
  'a2m',
  'a1m',
  'a50cm',
  'a20cm',
  'a10cm',
  'a5cm',
  'a2cm',
  'a1cm',
]);
/** DE_PositionConfidence  Metres or centimetres. */
export type PositionConfidence = Infer<typeof positionConfidence>;
export const PositionConfidence: Type<PositionConfidence> = named('PositionConfidence', positionConfidence);

const elevationConfidence = enumerated([
  'unavailable',
  'elev-500-00',
  'elev-200-00',
  'elev-100-00',
  'elev-050-00',
  'elev-020-00',
  'elev-010-00',
  'elev-005-00',
  'elev-002-00',
  'elev-001-00',
  'elev-000-50',
  'elev-000-20',
  'elev-000-10',
  'elev-000-05',
  'elev-000-02',
  'elev-000-01',
]);
/** DE_ElevationConfidence  Metres and hundredths. */
export type ElevationConfidence = Infer<typeof elevationConfidence>;
export const ElevationConfidence: Type<ElevationConfidence> = named('ElevationConfidence', elevationConfidence);

const positionConfidenceSet = sequence({ pos: PositionConfidence, elevation: ElevationConfidence });
/** DF_PositionConfidenceSet */
export interface PositionConfidenceSet extends Infer<typeof positionConfidenceSet> {}
export const PositionConfidenceSet: Type<PositionConfidenceSet> = named('PositionConfidenceSet', positionConfidenceSet);

const throttleConfidence = enumerated(['unavailable', 'prec10percent', 'prec1percent', 'prec0-5percent']);
const speedandHeadingandThrottleConfidence = sequence({
  heading: HeadingConfidence,
  speed: SpeedConfidence,
  throttle: named('ThrottleConfidence', throttleConfidence),
});
/** DF_SpeedandHeadingandThrottleConfidence */
export interface SpeedandHeadingandThrottleConfidence extends Infer<typeof speedandHeadingandThrottleConfidence> {}
export const SpeedandHeadingandThrottleConfidence: Type<SpeedandHeadingandThrottleConfidence> = named(
  'SpeedandHeadingandThrottleConfidence',
  speedandHeadingandThrottleConfidence,
);

const fullPositionVector = sequence(
  {
    utcTime: optional(DDateTime),
    long: Longitude,
    lat: Latitude,
    elevation: optional(Elevation),
    heading: optional(Heading),
    speed: optional(TransmissionAndSpeed),
    posAccuracy: optional(PositionalAccuracy),
    timeConfidence: optional(TimeConfidence),
    posConfidence: optional(PositionConfidenceSet),
    speedConfidence: optional(SpeedandHeadingandThrottleConfidence),
  },
  {},
);
/** DF_FullPositionVector  Longitude comes first here, unlike in every other frame. */
export interface FullPositionVector extends Infer<typeof fullPositionVector> {}
export const FullPositionVector: Type<FullPositionVector> = named('FullPositionVector', fullPositionVector);

const gnssStatus = bits(8, [
  'unavailable',
  'isHealthy',
  'isMonitored',
  'baseStationType',
  'aPDOPofUnder5',
  'inViewOfUnder5',
  'localCorrectionsPresent',
  'networkCorrectionsPresent',
]);
/** DE_GNSSstatus */
export type GNSSstatus = Infer<typeof gnssStatus>;
export const GNSSstatus: Type<GNSSstatus> = named('GNSSstatus', gnssStatus);

/** DE_CoarseHeading  1.5 degrees; 240 unavailable. */
export const CoarseHeading: Type<number> = named('CoarseHeading', integer(0, 240));
/** DE_TimeOffset  Hundredths of a second before the message; 65534 is 655.34 s or more, 65535 unavailable. */
export const TimeOffset: Type<number> = named('TimeOffset', integer(1, 65_535));
const OffsetLLB18: Type<number> = named('OffsetLL-B18', integer(-131_072, 131_071));

const pathHistoryPoint = sequence(
  {
    /** 0.1 microdegrees; 131071 and -131071 are that or more, -131072 unknown. */
    latOffset: OffsetLLB18,
    /** As `latOffset`. */
    lonOffset: OffsetLLB18,
    /** Decimetres; -2048 unavailable. */
    elevationOffset: named('VertOffset-B12', integer(-2048, 2047)),
    timeOffset: TimeOffset,
    speed: optional(Speed),
    posAccuracy: optional(PositionalAccuracy),
    heading: optional(CoarseHeading),
  },
  {},
);
/** DF_PathHistoryPoint  Offsets are from the sender's position. */
export interface PathHistoryPoint extends Infer<typeof pathHistoryPoint> {}
export const PathHistoryPoint: Type<PathHistoryPoint> = named('PathHistoryPoint', pathHistoryPoint);

const pathHistory = sequence(
  {
    initialPosition: optional(FullPositionVector),
    currGNSSstatus: optional(GNSSstatus),
    crumbData: named('PathHistoryPointList', list(PathHistoryPoint, 1, 23)),
  },
  {},
);
/** DF_PathHistory */
export interface PathHistory extends Infer<typeof pathHistory> {}
export const PathHistory: Type<PathHistory> = named('PathHistory', pathHistory);

const pathPrediction = sequence(
  {
    /** Decimetres, to the right taken as positive; 32767 straight on. */
    radiusOfCurve: named('RadiusOfCurvature', integer(-32_767, 32_767)),
    /** Half percents. */
    confidence: named('Confidence', integer(0, 200)),
  },
  {},
);
/** DF_PathPrediction */
export interface PathPrediction extends Infer<typeof pathPrediction> {}
export const PathPrediction: Type<PathPrediction> = named('PathPrediction', pathPrediction);
