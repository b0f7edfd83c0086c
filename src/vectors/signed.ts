/** Suites of signed SPDUs that say how the hash of the signature comes about. */
import { coer } from '../../asn1/coer.ts';
import { Signature } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, SignerIdentifier } from '../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../asn1/jer.ts';
import { sentence } from '../../asn1/malformed.ts';
import { sequence } from '../../asn1/schema.ts';
import { hex } from '../crypto/hex.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { keyOf, signatureOf, xOf } from '../trust/point.ts';
import { difference, octetDifference } from './difference.ts';
import { compare, has, maybe, object, octets, type Vector } from './field.ts';
import { shape } from './shape.ts';
import { holds, type Signed, signedPart } from './spdu.ts';
import { type Check, firstOf, type Trial, within } from './trial.ts';
import { payload } from './wire.ts';

const signerAndSignature = sequence({ signer: SignerIdentifier, signature: Signature });

/** `SHA-256( SHA-256(tbs) ‖ SHA-256(signer) )`, and the two inner hashes. */
export function signatureInput(crypto: CryptoProvider, tbs: Uint8Array, signer: CertificateRecord | undefined) {
  const tbsHash = crypto.hash('sha256', tbs);
  const signerIdHash = signer ? crypto.hash('sha256', signer.canonical) : crypto.hash('sha256');
  return { tbsHash, signerIdHash, whole: crypto.hash('sha256', tbsHash, signerIdHash) };
}

const byBoth = (trial: Trial): readonly CryptoProvider[] => [trial.crypto, trial.reference];

/** With the key as given, by both providers; and with other octets by neither. */
function verifies(trial: Trial, signed: Signed, signer: CertificateRecord | undefined, key: Uint8Array, valid = true) {
  const curve = signatureOf(signed.signature)?.curve;
  if (curve === undefined) return 'signature: a form we do not know';
  const spoilt = signed.tbs.slice();
  spoilt[0]! ^= 1;
  for (const crypto of byBoth(trial)) {
    const given: PublicKey | undefined = crypto.publicKey(curve, key);
    if (!given) return 'the key is no point of the curve';
    if (holds(crypto, signed, signer, given) !== valid)
      return `signature: expected ${valid ? 'one that verifies' : 'one that does not verify'} (${crypto.name})`;
    if (holds(crypto, { ...signed, tbs: spoilt }, signer, given))
      return `signature: it also verifies over other octets (${crypto.name})`;
  }
  return undefined;
}

/** A message, who signed it, and the key: everything in between is made again. */
const signedSpdu: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const got = shape({ hex: item.message }, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return `message: ${got.differs}`;
  const signed = signedPart(got.value, crypto) ?? request(item, got.value);
  if (typeof signed === 'string') return signed;
  const embedded = signed.signer.tag === 'certificate' ? signed.signer.value[0]?.octets : undefined;
  const given = maybe(item, 'signerCert') ?? embedded;
  const signer = given
    ? certificates.add(given)
    : signed.signer.tag === 'digest'
      ? certificates.found(signed.signer.value)[0]
      : undefined;
  if (given && !signer) return 'signerCert: not read as a certificate';
  const above = maybe(item, 'issuerCert');
  const issuer = above && certificates.add(above);
  if (above && !issuer) return 'issuerCert: not read as a certificate';
  if (issuer && signer && !certificates.issuers(signer).includes(issuer)) return 'issuerCert: the signer names another';
  const identified = jer(SignerIdentifier).to(signed.signer);
  const inside = payload(got.value);
  return firstOf(
    () => {
      if (!has(item, 'signer')) return undefined;
      if (item.signer === 'self') return signed.signer.tag === 'self' ? undefined : `signer: got ${signed.signer.tag}`;
      const { certificate, digest } = item.signer as Record<string, unknown>;
      if (digest !== undefined) return within('signer', difference({ digest }, identified));
      return embedded && hex(embedded) === certificate ? undefined : 'signer: another certificate is in the message';
    },
    () => (signer ? named(signed, signer) : undefined),
    () => {
      const { whole } = signatureInput(crypto, signed.tbs, signed.signer.tag === 'self' ? undefined : signer);
      return compare(item, crypto, {
        tbsData: signed.tbs,
        tbsRequest: signed.tbs,
        signatureHash: whole,
        payload: inside,
      });
    },
    () => {
      const key = signer && certificates.keyOf(signer);
      return key ? compare(item, crypto, { signerPub: { curve: key.curve, point: key.octets } }) : undefined;
    },
    () => {
      if (!has(item, 'signature')) return undefined;
      if (signed.signature.tag === '?' || signed.signature.tag === 'sm2Signature')
        return 'signature: a form we do not know';
      const { rSig, sSig } = signed.signature.value;
      return within('signature', compare(object(item, 'signature'), crypto, { rx: xOf(rSig), s: sSig }));
    },
    () => header(item, got.value),
    () => inner(item, inside),
    () => {
      const key = maybe(item, 'signerPub') ?? (signer && certificates.keyOf(signer)?.octets) ?? signed.own?.octets;
      if (!key) return 'signerPub: expected the key of the signer, or its certificate with its issuer';
      return verifies(trial, signed, signer, key, item.valid !== false);
    },
  );
};

/** A request in the older form of CAMP: what it asks is not read, only cut out as the vector has it. */
function request(item: Vector, { content }: Ieee1609Dot2Data): Signed | string {
  const tbs = maybe(item, 'tbsRequest');
  if (content.tag !== 'signedCertificateRequest' || !tbs) return 'message: expected one that is signed';
  const { value } = content;
  if (value[0] !== 0 || hex(value.subarray(1, 1 + tbs.length)) !== hex(tbs))
    return 'tbsRequest: does not follow hash algorithm 00 in the message';
  const got = coer(signerAndSignature).decode(value.subarray(1 + tbs.length));
  return got.ok ? { hashId: 'sha256', tbs, ...got.value } : `message: ${sentence(got.malformed)}`;
}

/** The certificate is the one the message names. */
function named({ signer }: Signed, record: CertificateRecord): string | undefined {
  if (signer.tag === 'digest') return octetDifference(signer.value, record.id8) && `signer: names ${hex(signer.value)}`;
  if (signer.tag !== 'certificate') return undefined;
  const [first] = signer.value;
  return first && hex(first.octets) === hex(record.octets) ? undefined : 'signerCert: not the one in the message';
}

function header(item: Vector, { content }: Ieee1609Dot2Data): string | undefined {
  if (content.tag !== 'signedData') return undefined;
  const { psid, generationTime } = content.value.tbsData.value.headerInfo;
  if (has(item, 'headerPsid') && item.headerPsid !== psid)
    return `headerPsid: expected ${String(item.headerPsid)}, got ${psid}`;
  if (has(item, 'generationTime') && String(item.generationTime) !== String(generationTime))
    return `generationTime: expected ${String(item.generationTime)}, got ${String(generationTime)}`;
  return undefined;
}

/** An answer of an RA in the older form of CAMP: its fields in their order, with whatever stands between them. */
function inner(item: Vector, inside: Uint8Array | undefined): string | undefined {
  if (!has(item, 'decoded')) return undefined;
  const decoded = object(item, 'decoded');
  let rest = inside ? hex(inside) : '';
  let compared = 0;
  for (const [name, part] of [
    ['requestHash', decoded.requestHash],
    [
      'certDLTime',
      typeof decoded.certDLTime === 'number' ? decoded.certDLTime.toString(16).padStart(8, '0') : undefined,
    ],
    ['certDLURL', typeof decoded.certDLURL === 'string' ? hex(new TextEncoder().encode(decoded.certDLURL)) : undefined],
  ] as const) {
    if (typeof part !== 'string') continue;
    compared++;
    const at = rest.indexOf(part);
    if (at < 0) return `decoded.${name}: not in the payload`;
    rest = rest.slice(at + part.length);
  }
  return compared > 0 ? undefined : 'decoded: expected requestHash, certDLTime or certDLURL';
}

/** A certificate from the field, its key as recovered from its signatures, and SPDUs it signed. */
const field: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const got = shape({ hex: item.certHex }, trial, Certificate, coer);
  if (!got.ok) return `certHex: ${got.differs}`;
  const record = certificates.add(got.octets)!;
  if (!Array.isArray(item.spdus) || item.spdus.length === 0) return 'spdus: expected a list, got none';
  const key = octets(item, 'recoveredVerifyKeyUncompressed');
  return firstOf(
    () => compare(item, crypto, { certHashedId8: record.id8 }),
    () => (has(item, 'certificate') ? summary(item.certificate, jer(Certificate).to(got.value)) : undefined),
    ...(item.spdus as Vector[]).map((spdu, i) => () => within(`spdus.${i}`, fieldSpdu(spdu, trial, record, key))),
  );
};

/** Only what the vector says of the certificate: it leaves out what is of no use to it. */
function summary(expected: unknown, got: unknown): string | undefined {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
    return within('certificate', difference(expected, got));
  return firstOf(
    ...Object.entries(expected).map(
      ([name, value]) =>
        () =>
          within(name, summary(value, (got as Vector)?.[name])),
    ),
  );
}

function fieldSpdu(item: Vector, trial: Trial, record: CertificateRecord, key: Uint8Array): string | undefined {
  const { crypto } = trial;
  const got = shape({ hex: item.spduHex }, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return got.differs;
  const signed = signedPart(got.value, crypto);
  if (got.value.content.tag !== 'signedData' || !signed) return 'spduHex: expected signed data';
  const { tbsHash, signerIdHash, whole } = signatureInput(crypto, signed.tbs, record);
  const { headerInfo } = got.value.content.value.tbsData.value;
  const inside = payload(got.value);
  const { signature } = signed;
  const rSig = signature.tag === '?' || signature.tag === 'sm2Signature' ? undefined : signature.value.rSig.tag;
  const valid = has(item, 'expect') ? object(item, 'expect').signatureValid : true;
  return firstOf(
    () => named(signed, record),
    () => fact(item, 'bytes', got.octets.length),
    () => fact(item, 'signer', signed.signer.tag),
    () => fact(item, 'rSigForm', rSig),
    () => fact(item, 'payloadMessageId', inside && inside.length > 1 ? (inside[0]! << 8) | inside[1]! : undefined),
    () =>
      compare(item, crypto, {
        payloadHex: inside,
        tbsDataHex: signed.tbs,
        tbsHash,
        signerIdHash,
        signatureInputHash: whole,
      }),
    () => {
      if (!has(item, 'headerInfo')) return undefined;
      const shown = Object.fromEntries(
        Object.entries(headerInfo).map(([name, v]) => [name, typeof v === 'bigint' ? Number(v) : v]),
      );
      const expected = Object.entries(object(item, 'headerInfo'));
      return firstOf(
        ...expected.map(
          ([name, v]) =>
            () =>
              typeof v === 'object' ? undefined : difference(Number(v), shown[name], name),
        ),
      );
    },
    () => verifies(trial, signed, record, key, valid !== false),
  );
}
function fact(item: Vector, name: string, got: unknown): string | undefined {
  return has(item, name) && item[name] !== got
    ? `${name}: expected ${String(item[name])}, got ${String(got)}`
    : undefined;
}

/** tbs, R in any of its forms, s, the hash of the signer's certificate, and a key. */
const ecdsa: Check = (item, trial) => {
  const inputs = object(item, 'inputs');
  const [tbs, r, key] = [octets(inputs, 'tbs'), octets(inputs, 'R'), octets(inputs, 'signer_pub_key')];
  if (has(item, 'hex') && hex(octets(item, 'hex')) !== hex(tbs)) return 'hex: not the octets of tbs';
  const x = r[0] === 4 ? r.subarray(1, (r.length + 1) / 2) : r.length % 2 === 1 ? r.subarray(1) : r;
  const { ok } = (item.verified ?? {}) as { ok?: unknown };
  const s = octets(inputs, 's');
  const answers = byBoth(trial).map((crypto) => {
    const given = crypto.publicKey('P-256', key);
    const holdsWith = (signerHash: Uint8Array): boolean => {
      const message = new Uint8Array([...crypto.hash('sha256', tbs), ...signerHash]);
      return given !== undefined && crypto.verify(given, 'sha256', message, { r: x, s });
    };
    const root = () => isOwnKey(tbs, key, trial) && holdsWith(crypto.hash('sha256'));
    return holdsWith(octets(inputs, 'signer_h')) ? 'good' : root() ? 'root' : 'bad';
  });
  if (answers[0] !== answers[1]) return `signature: the providers disagree, ${answers.join(' and ')}`;
  if ((answers[0] !== 'bad') !== (ok !== false)) return `signature: expected ${ok !== false}, got ${answers[0]}`;
  if (answers[0] === 'root') trial.accept('a root certificate: it verifies with Hash("") and not with signer_h');
  return undefined;
};

/** tbs is a certificate's, and the key in it the one that signs: nobody stands above it. */
function isOwnKey(tbs: Uint8Array, key: Uint8Array, { crypto }: Trial): boolean {
  const got = coer(ToBeSignedCertificate).decode(tbs);
  const indicator = got.ok ? got.value.verifyKeyIndicator : undefined;
  const stated = indicator?.tag === 'verificationKey' ? keyOf(indicator.value) : undefined;
  const [own, given] = [stated && crypto.publicKey(stated.curve, stated.point), crypto.publicKey('P-256', key)];
  return own !== undefined && given !== undefined && own.curve === 'P-256' && hex(own.octets) === hex(given.octets);
}

export const signedSuites: Record<string, Check> = {
  'signed-spdu': signedSpdu,
  signed_spdus: field,
  'crypto-ecdsa': ecdsa,
};
