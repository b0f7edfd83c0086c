/** Where the other codecs' editions of the modules end, and what they call things. */
import { integer, type Node } from '../../asn1/schema.ts';
import type { Limits } from './narrow.ts';
import { plainly, type Voice } from './voice.ts';

const extensions = ['appExtensions', 'certIssueExtensions', 'certRequestExtension'];
/** What rasn-its is wrong about wherever it stands (known.ts): looked at apart, so that the rest is compared too. */
const rasnFaults = ['requestedCertificate', 'pduFunctionalType', 'flags', ...extensions];
/** rasn-its: IEEE 1609.2-2022. `but` are the faults to look at. */
export const rasnLimits = (...but: readonly string[]): Limits => ({
  // contributedExtensions is a CHOICE there, in 6.5.3 a SEQUENCE by contributorId: no value would come through.
  without: ['contributedExtensions', ...rasnFaults.filter((f) => !but.includes(f))],
  instead: {},
});
/** Times its JSON can say: X.697 has no limit, its numbers are doubles. */
const Time64: Node = { kind: 'integer', min: 0, max: 2 ** 53, big: true, extensible: false, name: 'Time64' };
export const rasnShortTimes: Limits = { ...rasnLimits(), instead: { Time64 } };
/** pycrate: IEEE 1609.2a of 2017 with the additions TS 103 097 v2.1.1 was written against; schema 2.3, base types 2.2. */
export const pycrateLimits: Limits = {
  without: [
    // SM2, SM3 and SM4, NIST P-384, additions to certificates and X.509 requests came with the edition of 2022.
    ...['sm3', 'sm3AndDigest', 'sm3HashedData', 'sm2Signature', 'ecsigSm2', 'ecencSm2', 'ecencSm2256', 'sm4Ccm'],
    ...['HashAlgorithm.sm3', 'SymmAlgorithm.sm4Ccm'],
    ...['ecdsaNistP384Signature', 'ecdsaNistP384', 'sha384HashedData', 'omitted', 'signedX509CertificateRequest'],
    ...['flags', 'appExtensions', 'certIssueExtensions', 'certRequestExtension'],
    // Contributor 2's contents are read deeper there than here.
    'contributedExtensions',
  ],
  instead: {},
};
/**
 * tshark 4.0.17: as pycrate, less what it calls not handled or a bug of its own: an INTEGER without bounds of more than
 * four octets, the three members with a DEFAULT, and the preamble of MissingCrlIdentifier, which it does not expect.
 */
export const tsharkLimits: Limits = {
  without: [...pycrateLimits.without, 'minChainLength', 'chainLengthRange', 'eeType', 'missingCrlIdentifier'],
  instead: { Psid: integer(0, 2 ** 32 - 1) },
};
/** pycrate: DSRC of ISO/TS 19091, which is SAE J2735 of 2016 with European regions in it. */
export const dsrcLimits: Limits = {
  without: [
    // Regions are read there by their contents, and only the three that ISO/TS 19091 has.
    'regional',
    'roadAuthorityID',
    // Up to 100 in SAE J2735, up to 255 in ISO 24534-3, where DSRC has it from: 7 and 8 bits.
    'iso3883',
  ],
  // Up to 36111 since 2020; 16 bits either way.
  instead: { TimeMark: integer(0, 36_001) },
};

/** The messages of TS 103 301, where DSRC is what ISO made of it on both sides. */
export const etsiLimits: Limits = { without: ['regional', 'roadAuthorityID'], instead: {} };

/** CountryAndSubregions has `country` before the edition of 2022. */
export const pycrateVoice: Voice = {
  ...plainly,
  member: (name, siblings) => (name === 'countryOnly' && 'regionAndSubregions' in siblings ? 'country' : name),
};

/** Identifiers of Rust, where rasn-its says nothing else. */
const asTheyAre = new Set(['x-only', 'compressed-y-0', 'compressed-y-1', 'self', 'specific', 'content', 'caCerts']);
const rust = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;
export const rasnVoice: Voice = {
  ...plainly,
  tag: (name, type) => {
    if (asTheyAre.has(name) || name.startsWith('uncompressed')) return name;
    return rust(type === 'Signature' ? name.replace(/Signature$/, '') : name);
  },
  value: rust,
};

/** Longitude begins at -180 degrees there, SAE J2735's one step above: the same 32 bits mean one step less. */
export const dsrcVoice: Voice = {
  ...plainly,
  integer: (n, type) => (type === 'Longitude' ? n - 1 : n),
};
/** The header is called so in the CDD of release 2 of ETSI. */
export const cddVoice: Voice = {
  ...plainly,
  member: (name, siblings) => ('protocolVersion' in siblings ? name.replace(/ID$/, 'Id') : name),
};
