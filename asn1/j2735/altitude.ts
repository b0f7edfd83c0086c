/** SAE J2735 AddGrpC: what Europe adds to a position. The same type is part of ETSI TS 102 894-2. */
import { enumerated, type Infer, integer, named, sequence, type Type } from '../schema.ts';

const altitudeConfidence = enumerated([
  'alt-000-01',
  'alt-000-02',
  'alt-000-05',
  'alt-000-10',
  'alt-000-20',
  'alt-000-50',
  'alt-001-00',
  'alt-002-00',
  'alt-005-00',
  'alt-010-00',
  'alt-020-00',
  'alt-050-00',
  'alt-100-00',
  'alt-200-00',
  'outOfRange',
  'unavailable',
]);
/** DE_AltitudeConfidence  Metres and hundredths. */
export type AltitudeConfidence = Infer<typeof altitudeConfidence>;
export const AltitudeConfidence: Type<AltitudeConfidence> = named('AltitudeConfidence', altitudeConfidence);

const altitude = sequence({
  /** Centimetres; 800001 unavailable. */
  value: named('AltitudeValue', integer(-100_000, 800_001)),
  confidence: AltitudeConfidence,
});
/** DF_Altitude */
export interface Altitude extends Infer<typeof altitude> {}
export const Altitude: Type<Altitude> = named('Altitude', altitude);

const position3DAddGrpC = sequence({ altitude: Altitude }, {});
/** DF_Position3D_addGrpC */
export interface Position3DAddGrpC extends Infer<typeof position3DAddGrpC> {}
export const Position3DAddGrpC: Type<Position3DAddGrpC> = named('Position3D-addGrpC', position3DAddGrpC);
