/** IEEE 1609.2.1 clause 7.3, module Ieee1609Dot2Dot1CertManagement: trust lists, chain files, composite CRLs. */

import { HashedId8, HashedId32, HashedId48, Psid, Time32, Uint8, Uint16 } from '../ieee1609dot2/base.ts';
import { Certificate } from '../ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../ieee1609dot2/data.ts';
import { choice, type Infer, integer, kept, list, named, octets, optional, sequence, type Type } from '../schema.ts';

/** 7.3  The electors that sign one trust list together. */
export const CtlSeriesId = named('CtlSeriesId', octets(8));

const fullIeeeTbsCtl = sequence(
  {
    type: integer(1, 1),
    ctlSeriesId: CtlSeriesId,
    /** One more with every list. */
    sequenceNumber: Uint16,
    effectiveDate: Time32,
    electorApprove: list(HashedId48),
    /** Not expired, and approved no longer; so with roots. */
    electorRemove: list(HashedId48),
    /** Of a hash of 48 octets the last 32. */
    rootCaApprove: list(HashedId32),
    rootCaRemove: list(HashedId32),
  },
  {
    /** How many electors have to sign the next list. */
    quorum: optional(integer()),
  },
);
/** 7.3  What the electors sign: which electors and roots are trusted from effectiveDate on. */
export interface FullIeeeTbsCtl extends Infer<typeof fullIeeeTbsCtl> {}
export const FullIeeeTbsCtl: Type<FullIeeeTbsCtl> = named('FullIeeeTbsCtl', fullIeeeTbsCtl);

const multiSignedCtl = sequence({
  type: Uint8,
  tbsCtl: octets(),
  unsigned: octets(),
  signatures: list(kept(Ieee1609Dot2Data), 1),
});
/** 7.3  Two open types: for type 1 tbsCtl holds a FullIeeeTbsCtl and unsigned a SequenceOfCertificate. */
export interface MultiSignedCtl extends Infer<typeof multiSignedCtl> {}
export const MultiSignedCtl: Type<MultiSignedCtl> = named('MultiSignedCtl', multiSignedCtl);
/** 7.3  Beside a trust list: the certificates it speaks of. */
export const SequenceOfCertificate = named('SequenceOfCertificate', list(kept(Certificate)));

const toBeSignedCtlSignature = sequence({
  ctlSeriesId: CtlSeriesId,
  ctlType: Uint8,
  sequenceNumber: Uint16,
  tbsCtlHash: HashedId48,
});
/** 7.3  What each elector signs: `tbsCtlHash` is SHA-384 of the list's encoding. */
export interface ToBeSignedCtlSignature extends Infer<typeof toBeSignedCtlSignature> {}
export const ToBeSignedCtlSignature: Type<ToBeSignedCtlSignature> = named(
  'ToBeSignedCtlSignature',
  toBeSignedCtlSignature,
);

const compositeCrl = sequence({ crl: list(kept(Ieee1609Dot2Data)), homeCtl: kept(Ieee1609Dot2Data) }, {});
/** 7.3  Revocation lists of several CRACAs and series, and the trust list; a file of it is of clause 8.5. */
export interface CompositeCrl extends Infer<typeof compositeCrl> {}
export const CompositeCrl: Type<CompositeCrl> = named('CompositeCrl', compositeCrl);

const certificateChain = sequence({ homeCtl: kept(Ieee1609Dot2Data), others: list(kept(Certificate)) }, {});
/** 7.3  The trust list and further certificates of the SCMS; a file of it is of clause 8.4. */
export interface CertificateChain extends Infer<typeof certificateChain> {}
export const CertificateChain: Type<CertificateChain> = named('CertificateChain', certificateChain);

const certificateManagementInfoStatus = sequence(
  {
    crl: list(sequence({ cracaId: HashedId8, series: Uint16, issueDate: Time32 }, {})),
    ctl: list(sequence({ ctlSeriesId: CtlSeriesId, sequenceNumber: Uint16, lastUpdate: Time32 }, {})),
    /** When any certificate of the chain file changed. */
    caCcf: Time32,
    ma: list(sequence({ psids: list(Psid), updated: Time32 }, {})),
    ra: optional(Time32),
  },
  {},
);
/** 7.3  When each public file was last renewed. */
export interface CertificateManagementInfoStatus extends Infer<typeof certificateManagementInfoStatus> {}
export const CertificateManagementInfoStatus: Type<CertificateManagementInfoStatus> = named(
  'CertificateManagementInfoStatus',
  certificateManagementInfoStatus,
);

const certManagementPdu = choice(
  {
    compositeCrl: CompositeCrl,
    certificateChain: CertificateChain,
    multiSignedCtl: MultiSignedCtl,
    tbsCtlSignature: ToBeSignedCtlSignature,
    infoStatus: CertificateManagementInfoStatus,
  },
  {},
);
/** 7.3  What stands in `cert` of a ScmsPdu. */
export type CertManagementPdu = Infer<typeof certManagementPdu>;
export const CertManagementPdu: Type<CertManagementPdu> = named('CertManagementPdu', certManagementPdu);
