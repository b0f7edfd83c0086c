/** SAE J2735 FrictionInformation: what a road is made of, and how it grips. */
import { choice, enumerated, type Infer, integer, named, optional, sequence, type Type } from '../schema.ts';

const describedBy = <const N extends readonly string[]>(name: string, kinds: N) =>
  named(name, sequence({ type: named(`${name}Type`, enumerated(kinds, [])) }, {}));
const descriptionOfRoadSurface = choice(
  {
    portlandCement: describedBy('PortlandCement', ['newSharp', 'traveled', 'trafficPolished']),
    asphaltOrTar: describedBy('AsphaltOrTar', ['newSharp', 'traveled', 'trafficPolished', 'excessTar']),
    gravel: describedBy('Gravel', ['packedOiled', 'loose']),
    grass: describedBy('Grass', ['lessThan30Mph']),
    cinders: describedBy('Cinders', ['packed']),
    rock: describedBy('Rock', ['crushed']),
    ice: describedBy('Ice', ['smooth']),
    snow: describedBy('Snow', ['packed', 'loose']),
  },
  {},
);
/** DF_DescriptionOfRoadSurface */
export type DescriptionOfRoadSurface = Infer<typeof descriptionOfRoadSurface>;
export const DescriptionOfRoadSurface: Type<DescriptionOfRoadSurface> = named(
  'DescriptionOfRoadSurface',
  descriptionOfRoadSurface,
);

const MeanVariation: Type<number> = named('MeanVariation', integer(0, 25_000));
const VariationStdDev: Type<number> = named('VariationStdDev', integer(0, 2500));
const roadRoughness = sequence(
  {
    meanVerticalVariation: MeanVariation,
    verticalVariationStdDev: optional(VariationStdDev),
    meanHorizontalVariation: optional(MeanVariation),
    horizontalVariationStdDev: optional(VariationStdDev),
  },
  {},
);
/** DF_RoadRoughness  Units not confirmed. */
export interface RoadRoughness extends Infer<typeof roadRoughness> {}
export const RoadRoughness: Type<RoadRoughness> = named('RoadRoughness', roadRoughness);

const frictionInformation = sequence(
  {
    roadSurfaceDescription: DescriptionOfRoadSurface,
    dryOrWet: optional(named('RoadSurfaceCondition', enumerated(['dry', 'wet'], []))),
    roadRoughness: optional(RoadRoughness),
  },
  {},
);
/** DF_FrictionInformation */
export interface FrictionInformation extends Infer<typeof frictionInformation> {}
export const FrictionInformation: Type<FrictionInformation> = named('FrictionInformation', frictionInformation);
