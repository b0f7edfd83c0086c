/** SAE J2735 GeographicalPath: the stretch of road, or the area, that a message speaks of. */
import {
  bits,
  boolean,
  choice,
  enumerated,
  type Infer,
  integer,
  list,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { DescriptiveName, Position3D, RegionalExtensions } from './common.ts';
import { LaneWidth, RoadSegmentReferenceID } from './map.ts';
import { NodeListLL, NodeListXY } from './node.ts';

const DEGREES = Array.from({ length: 17 }, (_, at) => {
  const tenths = at * 225;
  return `${String(Math.floor(tenths / 10)).padStart(3, '0')}-${tenths % 10}`;
});
/** `from000-0to022-5degrees` and on: sixteen slices of the compass, clockwise from north. */
const SLICES = DEGREES.slice(0, 16).map((from, at) => `from${from}to${DEGREES[at + 1]}degrees`);
const headingSlice = bits(16, SLICES);
/** DE_HeadingSlice  Sixteen slices of the compass, clockwise from north. */
export type HeadingSlice = Infer<typeof headingSlice>;
export const HeadingSlice: Type<HeadingSlice> = named('HeadingSlice', headingSlice);

const extent = enumerated([
  'useInstantlyOnly',
  'useFor3meters',
  'useFor10meters',
  'useFor50meters',
  'useFor100meters',
  'useFor500meters',
  'useFor1000meters',
  'useFor5000meters',
  'useFor10000meters',
  'useFor50000meters',
  'useFor100000meters',
  'useFor500000meters',
  'useFor1000000meters',
  'useFor5000000meters',
  'useFor10000000meters',
  'forever',
]);
/** DE_Extent  How far beyond its place a message holds. */
export type Extent = Infer<typeof extent>;
export const Extent: Type<Extent> = named('Extent', extent);

const directionOfUse = enumerated(['unavailable', 'forward', 'reverse', 'both']);
/** DE_DirectionOfUse */
export type DirectionOfUse = Infer<typeof directionOfUse>;
export const DirectionOfUse: Type<DirectionOfUse> = named('DirectionOfUse', directionOfUse);

const distanceUnits = enumerated(['centimeter', 'cm2-5', 'decimeter', 'meter', 'kilometer', 'foot', 'yard', 'mile']);
/** DE_DistanceUnits */
export type DistanceUnits = Infer<typeof distanceUnits>;
export const DistanceUnits: Type<DistanceUnits> = named('DistanceUnits', distanceUnits);

/** DE_Zoom  Every offset counts 2^zoom times. */
export const Zoom: Type<number> = named('Zoom', integer(0, 15));

const circle = sequence({
  center: Position3D,
  radius: named('Radius-B12', integer(0, 4095)),
  units: DistanceUnits,
});
/** DF_Circle */
export interface Circle extends Infer<typeof circle> {}
export const Circle: Type<Circle> = named('Circle', circle);

const offsetSystem = sequence({ scale: optional(Zoom), offset: choice({ xy: NodeListXY, ll: NodeListLL }) });
/** DF_OffsetSystem */
export interface OffsetSystem extends Infer<typeof offsetSystem> {}
export const OffsetSystem: Type<OffsetSystem> = named('OffsetSystem', offsetSystem);

const geometricProjection = sequence(
  {
    direction: HeadingSlice,
    extent: optional(Extent),
    laneWidth: optional(LaneWidth),
    circle: Circle,
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_GeometricProjection */
export interface GeometricProjection extends Infer<typeof geometricProjection> {}
export const GeometricProjection: Type<GeometricProjection> = named('GeometricProjection', geometricProjection);

const shapePointSet = sequence(
  {
    anchor: optional(Position3D),
    laneWidth: optional(LaneWidth),
    directionality: optional(DirectionOfUse),
    nodeList: NodeListXY,
  },
  {},
);
/** DF_ShapePointSet */
export interface ShapePointSet extends Infer<typeof shapePointSet> {}
export const ShapePointSet: Type<ShapePointSet> = named('ShapePointSet', shapePointSet);

const OffsetLLB16: Type<number> = named('OffsetLL-B16', integer(-32_768, 32_767));
const regionOffsets = sequence({ xOffset: OffsetLLB16, yOffset: OffsetLLB16, zOffset: optional(OffsetLLB16) });
/** DF_RegionOffsets  Unit not confirmed. */
export interface RegionOffsets extends Infer<typeof regionOffsets> {}
export const RegionOffsets: Type<RegionOffsets> = named('RegionOffsets', regionOffsets);

const regionPointSet = sequence(
  { anchor: optional(Position3D), scale: optional(Zoom), nodeList: named('RegionList', list(RegionOffsets, 1, 64)) },
  {},
);
/** DF_RegionPointSet */
export interface RegionPointSet extends Infer<typeof regionPointSet> {}
export const RegionPointSet: Type<RegionPointSet> = named('RegionPointSet', regionPointSet);

const validRegion = sequence({
  direction: HeadingSlice,
  extent: optional(Extent),
  area: choice({ shapePointSet: ShapePointSet, circle: Circle, regionPointSet: RegionPointSet }),
});
/** DF_ValidRegion  The form of the editions before 2016. */
export interface ValidRegion extends Infer<typeof validRegion> {}
export const ValidRegion: Type<ValidRegion> = named('ValidRegion', validRegion);

const geographicalPath = sequence(
  {
    name: optional(DescriptiveName),
    id: optional(RoadSegmentReferenceID),
    anchor: optional(Position3D),
    laneWidth: optional(LaneWidth),
    directionality: optional(DirectionOfUse),
    closedPath: optional(boolean),
    direction: optional(HeadingSlice),
    description: optional(choice({ path: OffsetSystem, geometry: GeometricProjection, oldRegion: ValidRegion }, {})),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** DF_GeographicalPath  A closed path is an area; `direction` is the headings of those it concerns. */
export interface GeographicalPath extends Infer<typeof geographicalPath> {}
export const GeographicalPath: Type<GeographicalPath> = named('GeographicalPath', geographicalPath);
