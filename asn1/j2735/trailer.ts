/** SAE J2735: what a vehicle draws, and where it bends. */
import { boolean, type Infer, integer, integerOrMore, list, named, optional, sequence, type Type } from '../schema.ts';
import { SSPindex } from './alert.ts';
import { Angle } from './common.ts';
import { VehicleLength, VehicleWidth } from './motion.ts';
import { NodeXY24b } from './node.ts';
import { CoarseHeading, TimeOffset } from './position.ts';

/** DE_VehicleHeight  Steps of 5 cm. */
export const VehicleHeight: Type<number> = named('VehicleHeight', integer(0, 127));
const BumperHeight: Type<number> = named('BumperHeight', integer(0, 127));
const bumperHeights = sequence({ front: BumperHeight, rear: BumperHeight });
/** DF_BumperHeights  Centimetres above the road. */
export interface BumperHeights extends Infer<typeof bumperHeights> {}
export const BumperHeights: Type<BumperHeights> = named('BumperHeights', bumperHeights);

const pivotPointDescription = sequence(
  {
    pivotOffset: named('Offset-B11', integer(-1024, 1023)),
    pivotAngle: Angle,
    pivots: named('PivotingAllowed', boolean),
  },
  {},
);
/** DF_PivotPointDescription */
export interface PivotPointDescription extends Infer<typeof pivotPointDescription> {}
export const PivotPointDescription: Type<PivotPointDescription> = named('PivotPointDescription', pivotPointDescription);

/** DE_VertOffset_B07  Decimetres; -64 unavailable. */
const VertOffsetB07: Type<number> = named('VertOffset-B07', integer(-64, 63));
const trailerHistoryPoint = sequence(
  {
    pivotAngle: Angle,
    timeOffset: TimeOffset,
    positionOffset: NodeXY24b,
    elevationOffset: optional(VertOffsetB07),
    heading: optional(CoarseHeading),
  },
  {},
);
/** DF_TrailerHistoryPoint */
export interface TrailerHistoryPoint extends Infer<typeof trailerHistoryPoint> {}
export const TrailerHistoryPoint: Type<TrailerHistoryPoint> = named('TrailerHistoryPoint', trailerHistoryPoint);

const trailerUnitDescription = sequence(
  {
    isDolly: named('IsDolly', boolean),
    width: VehicleWidth,
    length: VehicleLength,
    height: optional(VehicleHeight),
    /** Steps of 500 kg; 0 unknown. */
    mass: optional(named('TrailerMass', integer(0, 255))),
    bumperHeights: optional(BumperHeights),
    centerOfGravity: optional(VehicleHeight),
    frontPivot: PivotPointDescription,
    rearPivot: optional(PivotPointDescription),
    /** Centimetres; -2048 unknown. */
    rearWheelOffset: optional(named('Offset-B12', integer(-2048, 2047))),
    positionOffset: NodeXY24b,
    elevationOffset: optional(VertOffsetB07),
    crumbData: optional(named('TrailerHistoryPointList', list(TrailerHistoryPoint, 1, 23))),
  },
  {},
);
/** DF_TrailerUnitDescription */
export interface TrailerUnitDescription extends Infer<typeof trailerUnitDescription> {}
export const TrailerUnitDescription: Type<TrailerUnitDescription> = named(
  'TrailerUnitDescription',
  trailerUnitDescription,
);

const trailerData = sequence(
  {
    doNotUse: SSPindex,
    connection: PivotPointDescription,
    units: named('TrailerUnitDescriptionList', list(TrailerUnitDescription, 1, 8)),
  },
  {},
);
/** DF_TrailerData  The form before SAE J2945/1B: units in the order they are drawn. */
export interface TrailerData extends Infer<typeof trailerData> {}
export const TrailerData: Type<TrailerData> = named('TrailerData', trailerData);

const axles = sequence(
  {
    totalAxles: integerOrMore(1, 10),
    frontAxles: optional(integerOrMore(0, 10)),
    rearAxles: optional(integerOrMore(0, 10)),
  },
  {},
);
/** DF_Axles */
export interface Axles extends Infer<typeof axles> {}
export const Axles: Type<Axles> = named('Axles', axles);

/** DE_TrailerWeight  Steps of 2 kg, as SAE J1939 has it. */
export const TrailerWeight: Type<number> = named('TrailerWeight', integer(0, 64_255));
const trailerUnitDescJ2945Slash1B = sequence(
  {
    width: VehicleWidth,
    length: VehicleLength,
    height: optional(VehicleHeight),
    weight: optional(TrailerWeight),
    frontPivot: PivotPointDescription,
    rearPivot: optional(PivotPointDescription),
    bumpers: optional(BumperHeights),
    axles: optional(Axles),
  },
  {},
);
/** DF_TrailerUnitDescJ2945Slash1B */
export interface TrailerUnitDescJ2945Slash1B extends Infer<typeof trailerUnitDescJ2945Slash1B> {}
export const TrailerUnitDescJ2945Slash1B: Type<TrailerUnitDescJ2945Slash1B> = named(
  'TrailerUnitDescJ2945Slash1B',
  trailerUnitDescJ2945Slash1B,
);
