/** SAE J2735, from SAE J2945/4: where an event of a road safety message is, and on which way one comes to it. */
import {
  choice,
  enumerated,
  type Infer,
  integer,
  list,
  listOrMore,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { DescriptiveName, Position3D } from './common.ts';
import { Circle, Zoom } from './path.ts';

const offset3D = sequence(
  {
    /** Tenths of microdegrees; not confirmed. */
    'lat-offset': named('LatOffset', integer(-16_384, 16_383)),
    'long-offset': named('LongOffset', integer(-16_384, 16_383)),
    /** Decimetres; not confirmed. */
    'elev-offset': optional(named('ElevOffset', integer(-4096, 4095))),
  },
  {},
);
/** DF_Offset3D  From the point before, each 2^zoom times. The units are those of Position3D, as far as known. */
export interface Offset3D extends Infer<typeof offset3D> {}
export const Offset3D: Type<Offset3D> = named('Offset3D', offset3D);

const nodePointLLE = choice({ 'node-3Dabsolute': Position3D, 'node-3Doffset': Offset3D }, {});
/** DF_NodePointLLE */
export type NodePointLLE = Infer<typeof nodePointLLE>;
export const NodePointLLE: Type<NodePointLLE> = named('NodePointLLE', nodePointLLE);

const applicableHeading = sequence(
  { heading: named('HeadingDeg', integer(0, 359)), tolerance: named('Tolerance', integer(0, 180)) },
  {},
);
/** DF_ApplicableHeading  Degrees; `tolerance` to either side. */
export interface ApplicableHeading extends Infer<typeof applicableHeading> {}
export const ApplicableHeading: Type<ApplicableHeading> = named('ApplicableHeading', applicableHeading);

const broadRegion = sequence(
  {
    applicableHeading: ApplicableHeading,
    broadArea: named(
      'BroadRegionArea',
      choice({ polygon: named('RSMPolygon', list(NodePointLLE, 3, 63)), circle: Circle }, {}),
    ),
  },
  {},
);
/** DF_BroadRegion */
export interface BroadRegion extends Infer<typeof broadRegion> {}
export const BroadRegion: Type<BroadRegion> = named('BroadRegion', broadRegion);

const path = sequence(
  {
    /** Centimetres; not confirmed. */
    pathWidth: integer(0, 1000),
    pathPoints: named('PathPoints', listOrMore(NodePointLLE, 2, 63)),
  },
  {},
);
/** DF_Path */
export interface Path extends Infer<typeof path> {}
export const Path: Type<Path> = named('Path', path);

const areaType = choice({ broadRegion: BroadRegion, paths: named('PathList', listOrMore(Path, 1, 10)) }, {});
/** DF_AreaType */
export type AreaType = Infer<typeof areaType>;
export const AreaType: Type<AreaType> = named('AreaType', areaType);

const regionInfo = sequence(
  {
    referencePoint: Position3D,
    locationUncertainty: optional(
      named('RegionUncertainty', choice({ alongPath: Offset3D, inCoordinateFrame: Offset3D }, {})),
    ),
    referencePointType: optional(named('ReferencePointType', enumerated(['startOfEvent', 'arbitrary'], []))),
    descriptiveName: optional(DescriptiveName),
    scale: optional(Zoom),
    approachRegion: optional(AreaType),
  },
  {},
);
/** DF_RegionInfo */
export interface RegionInfo extends Infer<typeof regionInfo> {}
export const RegionInfo: Type<RegionInfo> = named('RegionInfo', regionInfo);
