/** Suites of signed SPDUs that say how the hash of the signature comes about. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Signature } from '../../asn1/ieee1609dot2/base.ts';
import { ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, SignerIdentifier } from '../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../asn1/jer.ts';
import { sentence } from '../../asn1/malformed.ts';
import { sequence } from '../../asn1/schema.ts';
import { keyOf, xOf } from '../trust/point.ts';
import { difference } from './difference.ts';
import { compare, has, maybe, object, octets, type Vector } from './field.ts';
import { shape } from './shape.ts';
import { byBoth, named, signatureInput, verifies } from './signature.ts';
import { type Signed, signedPart } from './spdu.ts';
import { type Check, firstOf, type Trial, within } from './trial.ts';
import { payload } from './wire.ts';

const signerAndSignature = sequence({ signer: SignerIdentifier, signature: Signature });

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
      return embedded && toHex(embedded) === certificate ? undefined : 'signer: another certificate is in the message';
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
  if (value[0] !== 0 || toHex(value.subarray(1, 1 + tbs.length)) !== toHex(tbs))
    return 'tbsRequest: does not follow hash algorithm 00 in the message';
  const got = coer(signerAndSignature).decode(value.subarray(1 + tbs.length));
  return got.ok ? { hashId: 'sha256', tbs, ...got.value } : `message: ${sentence(got.malformed)}`;
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
  let rest = inside ? toHex(inside) : '';
  let compared = 0;
  for (const [name, part] of [
    ['requestHash', decoded.requestHash],
    [
      'certDLTime',
      typeof decoded.certDLTime === 'number' ? decoded.certDLTime.toString(16).padStart(8, '0') : undefined,
    ],
    [
      'certDLURL',
      typeof decoded.certDLURL === 'string' ? toHex(new TextEncoder().encode(decoded.certDLURL)) : undefined,
    ],
  ] as const) {
    if (typeof part !== 'string') continue;
    compared++;
    const at = rest.indexOf(part);
    if (at < 0) return `decoded.${name}: not in the payload`;
    rest = rest.slice(at + part.length);
  }
  return compared > 0 ? undefined : 'decoded: expected requestHash, certDLTime or certDLURL';
}

/** tbs, R in any of its forms, s, the hash of the signer's certificate, and a key. */
const ecdsa: Check = (item, trial) => {
  const inputs = object(item, 'inputs');
  const [tbs, r, key] = [octets(inputs, 'tbs'), octets(inputs, 'R'), octets(inputs, 'signer_pub_key')];
  if (has(item, 'hex') && toHex(octets(item, 'hex')) !== toHex(tbs)) return 'hex: not the octets of tbs';
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
  return own !== undefined && given !== undefined && own.curve === 'P-256' && toHex(own.octets) === toHex(given.octets);
}

export const signedSuites: Record<string, Check> = {
  'signed-spdu': signedSpdu,
  'crypto-ecdsa': ecdsa,
};
