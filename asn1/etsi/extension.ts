/** ETSI TS 103 097, module EtsiTs103097ExtensionModule: what contributor 2 puts into a header of IEEE 1609.2. */
import { HashedId8, Time32, Uint8 } from '../ieee1609dot2/base.ts';
import type { Contributor } from '../ieee1609dot2/contributed.ts';
import { byId, type Infer, named, optional, sequence, type Type } from '../schema.ts';

const etsiTs102941CrlRequest = sequence({
  issuerId: HashedId8,
  /** thisUpdate of the list that is known. */
  lastKnownUpdate: optional(Time32),
});
/** TS 102 941  Asks for the revocation list of an authority, if there is one newer than the known one. */
export interface EtsiTs102941CrlRequest extends Infer<typeof etsiTs102941CrlRequest> {}
export const EtsiTs102941CrlRequest: Type<EtsiTs102941CrlRequest> = named(
  'EtsiTs102941CrlRequest',
  etsiTs102941CrlRequest,
);

const etsiTs102941DeltaCtlRequest = sequence({
  issuerId: HashedId8,
  /** ctlSequence of the list that is known. */
  lastKnownCtlSequence: optional(Uint8),
});
/** TS 102 941  Asks for what has changed in a trust list since the known one. */
export interface EtsiTs102941DeltaCtlRequest extends Infer<typeof etsiTs102941DeltaCtlRequest> {}
export const EtsiTs102941DeltaCtlRequest: Type<EtsiTs102941DeltaCtlRequest> = named(
  'EtsiTs102941DeltaCtlRequest',
  etsiTs102941DeltaCtlRequest,
);

const etsiOriginatingHeaderInfoExtension = byId(
  Uint8,
  {
    etsiTs102941CrlRequest: [1, EtsiTs102941CrlRequest],
    etsiTs102941DeltaCtlRequest: [2, EtsiTs102941DeltaCtlRequest],
  },
  { id: 'id', value: 'content' },
);
/** TS 103 097 annex A.2  What stands in extns of contributor 2. */
export type EtsiOriginatingHeaderInfoExtension = Infer<typeof etsiOriginatingHeaderInfoExtension>;
export const EtsiOriginatingHeaderInfoExtension: Type<EtsiOriginatingHeaderInfoExtension> = named(
  'EtsiOriginatingHeaderInfoExtension',
  etsiOriginatingHeaderInfoExtension,
);

/** Contributor 2 (IEEE 1609.2 6.5.3). */
export const ETSI: Contributor<EtsiOriginatingHeaderInfoExtension> = {
  contributorId: 2,
  extension: EtsiOriginatingHeaderInfoExtension,
};
