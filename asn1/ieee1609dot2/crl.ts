/**
 * IEEE 1609.2-2022 clause 7, modules Ieee1609Dot2CrlBaseTypes and Ieee1609Dot2CrlSsp: certificate revocation lists. A
 * SecuredCrl is signed data with CrlContents in it, PSID 256.
 */
import { withTypes } from '../edition.ts';
import {
  choice,
  enumerated,
  type Infer,
  integer,
  list,
  type Node,
  named,
  nil,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { HashedId8, HashedId10, IValue, LaId, LinkageSeed, Time32, Uint8, Uint16, Uint32 } from './base.ts';

/** 7.4  The only PSID a CRL is signed under. */
export const CrlPsid = 256;

const hashBasedRevocationInfo = sequence({ id: HashedId10, expiry: Time32 }, {});
/** 7.3  A certificate that has no linkage values, by its hash; `expiry` is when its validity ends. */
export interface HashBasedRevocationInfo extends Infer<typeof hashBasedRevocationInfo> {}
export const HashBasedRevocationInfo: Type<HashBasedRevocationInfo> = named(
  'HashBasedRevocationInfo',
  hashBasedRevocationInfo,
);

const toBeSignedHashIdCrl = sequence({ crlSerial: Uint32, entries: list(HashBasedRevocationInfo) }, {});
/** 7.3  `crlSerial` counts the lists of a series. */
export interface ToBeSignedHashIdCrl extends Infer<typeof toBeSignedHashIdCrl> {}
export const ToBeSignedHashIdCrl: Type<ToBeSignedHashIdCrl> = named('ToBeSignedHashIdCrl', toBeSignedHashIdCrl);

const individualRevocation = sequence({ linkageSeed1: LinkageSeed, linkageSeed2: LinkageSeed }, {});
/** 7.3  The two seeds of one device at iRev. */
export interface IndividualRevocation extends Infer<typeof individualRevocation> {}
export const IndividualRevocation: Type<IndividualRevocation> = named('IndividualRevocation', individualRevocation);

const iMaxGroup = sequence(
  { iMax: Uint16, contents: list(IndividualRevocation) },
  { singleSeed: optional(list(LinkageSeed)) },
);
/** 7.3  Devices whose certificates end with period `iMax`; `singleSeed` those that have one linkage authority. */
export interface IMaxGroup extends Infer<typeof iMaxGroup> {}
export const IMaxGroup: Type<IMaxGroup> = named('IMaxGroup', iMaxGroup);

const laGroup = sequence({ la1Id: LaId, la2Id: LaId, contents: list(IMaxGroup) }, {});
/** 7.3  Devices of two linkage authorities. */
export interface LAGroup extends Infer<typeof laGroup> {}
export const LAGroup: Type<LAGroup> = named('LAGroup', laGroup);

const jMaxGroup = sequence({ jmax: Uint8, contents: list(LAGroup) }, {});
/** 7.3  Devices that have at most `jmax` certificates valid at a time. */
export interface JMaxGroup extends Infer<typeof jMaxGroup> {}
export const JMaxGroup: Type<JMaxGroup> = named('JMaxGroup', jMaxGroup);

const groupCrlEntry = sequence(
  { iMax: Uint16, la1Id: LaId, linkageSeed1: LinkageSeed, la2Id: LaId, linkageSeed2: LinkageSeed },
  {},
);
/** 7.3  A group of devices, up to period `iMax`. */
export interface GroupCrlEntry extends Infer<typeof groupCrlEntry> {}
export const GroupCrlEntry: Type<GroupCrlEntry> = named('GroupCrlEntry', groupCrlEntry);

const groupSingleSeedCrlEntry = sequence({ iMax: Uint16, laId: LaId, linkageSeed: LinkageSeed });
/** 7.3  A group of devices of one linkage authority. */
export interface GroupSingleSeedCrlEntry extends Infer<typeof groupSingleSeedCrlEntry> {}
export const GroupSingleSeedCrlEntry: Type<GroupSingleSeedCrlEntry> = named(
  'GroupSingleSeedCrlEntry',
  groupSingleSeedCrlEntry,
);

const toBeSignedLinkageValueCrl = sequence(
  {
    iRev: IValue,
    /** 0 for the first list of a period, one more with each further one. */
    indexWithinI: Uint8,
    individual: optional(list(JMaxGroup)),
    groups: optional(list(GroupCrlEntry)),
  },
  { groupsSingleSeed: optional(list(GroupSingleSeedCrlEntry)) },
);
/** 7.3  All seeds are those of period iRev. */
export interface ToBeSignedLinkageValueCrl extends Infer<typeof toBeSignedLinkageValueCrl> {}
export const ToBeSignedLinkageValueCrl: Type<ToBeSignedLinkageValueCrl> = named(
  'ToBeSignedLinkageValueCrl',
  toBeSignedLinkageValueCrl,
);

const toBeSignedLinkageValueCrlWithAlgIdentifier = sequence(
  {
    iRev: IValue,
    /** 0 for the first list of a period, one more with each further one. */
    indexWithinI: Uint8,
    seedEvolution: nil,
    lvGeneration: nil,
    individual: optional(list(JMaxGroup)),
    groups: optional(list(GroupCrlEntry)),
    groupsSingleSeed: optional(list(GroupSingleSeedCrlEntry)),
  },
  {},
);
/** 7.3  The same, and it names the functions by which seeds and linkage values are made (5.1.3.4). */
export interface ToBeSignedLinkageValueCrlWithAlgIdentifier
  extends Infer<typeof toBeSignedLinkageValueCrlWithAlgIdentifier> {}
export const ToBeSignedLinkageValueCrlWithAlgIdentifier: Type<ToBeSignedLinkageValueCrlWithAlgIdentifier> = named(
  'ToBeSignedLinkageValueCrlWithAlgIdentifier',
  toBeSignedLinkageValueCrlWithAlgIdentifier,
);

const crlContents = sequence({
  version: integer(1, 1),
  /** With crlCraca: which certificates the list is about (5.1.3.2). */
  crlSeries: Uint16,
  /** The authority whose word the list is, by the hash of its certificate. */
  crlCraca: HashedId8,
  issueDate: Time32,
  /** When the next list of this series is to be expected. */
  nextCrl: Time32,
  /** For units that cannot keep all lists: a higher number is more important. */
  priorityInfo: sequence({ priority: optional(Uint8) }, {}),
  typeSpecific: choice(
    {
      fullHashCrl: ToBeSignedHashIdCrl,
      deltaHashCrl: ToBeSignedHashIdCrl,
      fullLinkedCrl: ToBeSignedLinkageValueCrl,
      deltaLinkedCrl: ToBeSignedLinkageValueCrl,
    },
    {
      fullLinkedCrlWithAlg: ToBeSignedLinkageValueCrlWithAlgIdentifier,
      deltaLinkedCrlWithAlg: ToBeSignedLinkageValueCrlWithAlgIdentifier,
    },
  ),
});
/** 7.3.2  nextCrl lies strictly after issueDate. */
export interface CrlContents extends Infer<typeof crlContents> {}
export const CrlContents: Type<CrlContents> = named('CrlContents', crlContents);

/**
 * IEEE 1609.2-2016, 7.3.2  As it was until 2017: an entry of a list by hash could not be extended, and so is one octet
 * shorter. Lists that are not empty read in one of the two editions only.
 */
export const CrlContents2016: typeof CrlContents = withTypes(CrlContents, {
  HashBasedRevocationInfo: { ...HashBasedRevocationInfo, added: null } as Node,
});

const crlSsp = sequence(
  { version: integer(1, 1), associatedCraca: enumerated(['isCraca', 'issuerIsCraca']), crls: list(Uint16) },
  {},
);
/** 7.4.3.3  The SSP of PSID 256: for which CRACA, and which series, its holder may sign. */
export interface CrlSsp extends Infer<typeof crlSsp> {}
export const CrlSsp: Type<CrlSsp> = named('CrlSsp', crlSsp);
