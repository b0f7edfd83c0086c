/** Suites of certificates issued to butterfly keys: from the caterpillar key to the private key of the certificate. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import * as butterfly from '../crypto/butterfly.ts';
import * as ecqv from '../crypto/ecqv.ts';
import type { CryptoProvider, Curve } from '../crypto/provider.ts';
import { multiplyAdd } from '../crypto/scalar.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { sec1 } from '../trust/point.ts';
import { decodedDifference } from './decoded.ts';
import { answerParts, open, outer } from './encrypted.ts';
import { compare, curveOf, has, maybe, number, object, octets, type Vector } from './field.ts';
import { shape } from './shape.ts';
import { type Check, firstOf, type Trial, within } from './trial.ts';

/** What everybody computes from an implicit certificate and its issuer. */
function reconstruct(
  crypto: CryptoProvider,
  curve: Curve,
  record: CertificateRecord,
  issuer: { hash: Uint8Array; key: Uint8Array },
) {
  const indicator = record.tbs.verifyKeyIndicator;
  const value = indicator.tag === 'reconstructionValue' ? sec1(indicator.value) : undefined;
  if (!value) return undefined;
  const tbsHash = crypto.hash('sha256', record.canonicalTbs);
  const eHash = ecqv.certificateHash(crypto, tbsHash, issuer.hash);
  const e = ecqv.exponent(curve, eHash);
  return { tbsHash, eHash, e, point: ecqv.reconstructPublic(crypto, curve, e, value, issuer.key) };
}

const implicit: Check = (item, trial) => {
  const { crypto } = trial;
  const curve = curveOf(item);
  const got = shape({ hex: item.certificate }, trial, Certificate, coer);
  if (!got.ok) return `certificate: ${got.differs}`;
  const record = trial.certificates.add(got.octets)!;
  // The issuer itself, where its certificate is at hand, has to be the one of the hash.
  const known = trial.certificates.issuers(record)[0];
  const hash = maybe(item, 'issuerCertHash') ?? known?.hash;
  const issuerPub = maybe(item, 'issuerPub') ?? (known && trial.certificates.keyOf(known)?.octets);
  if (!hash || !issuerPub) return 'issuerCertHash, issuerPub: expected them, or the certificate of the issuer';
  const { issuer } = got.value;
  if (!(issuer.value instanceof Uint8Array) || !toHex(hash).endsWith(toHex(issuer.value)))
    return 'issuerCertHash: the certificate names another issuer';
  const made = reconstruct(crypto, curve, record, { hash, key: issuerPub });
  if (!made?.point) return 'certificate: no key can be reconstructed';
  const given = object(item, 'butterfly');
  const [i, j] = [number(given, 'i'), number(given, 'j')];
  const caterpillar = octets(item, 'caterpillarPriv');
  const f = butterfly.expand(crypto, curve, octets(given, 'expansionKey'), 'cert', i, [j])[0]!;
  const cocoonPriv = butterfly.cocoonSecret(curve, caterpillar, f);
  const privU = multiplyAdd(curve, made.e, cocoonPriv, octets(item, 'reconstructionPriv_r'));
  const pubU = { curve, point: made.point };
  return firstOf(
    () => within('butterfly', compare(given, crypto, { x: butterfly.expansionInput('cert', i, j), f, cocoonPriv })),
    () => compare(item, crypto, { tbsHash: made.tbsHash, eHash: made.eHash, pubU, privU }),
    () => compare(item, crypto, { pubU, privU }),
    () => fits(crypto, curve, privU, made.point!, trial),
    () =>
      known && toHex(known.hash) !== toHex(hash) ? 'issuerCertHash: not the hash of the issuer at hand' : undefined,
    () => (has(item, 'decoded') ? decodedDifference(object(item, 'decoded'), record, trial.accept) : undefined),
  );
};

/** d·G is Q, and a signature made with d is verified with Q, by either provider. */
function fits(crypto: CryptoProvider, curve: Curve, d: Uint8Array, q: Uint8Array, trial: Trial): string | undefined {
  if (toHex(crypto.multiplyBase(curve, d)) !== toHex(q))
    return 'the private key is not that of the reconstructed public key';
  const message = new Uint8Array([1, 6, 0, 9]);
  const signature = crypto.sign(curve, 'sha256', d, message);
  for (const by of [crypto, trial.reference]) {
    const key = by.publicKey(curve, q);
    if (!key || !by.verify(key, 'sha256', message, signature))
      return `a signature made with it does not verify (${by.name})`;
  }
  return undefined;
}

/** From an ACA's answer on the wire: both expansions, decryption, reconstruction. */
const whole: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const [inputs, expected] = [object(item, 'inputs'), object(item, 'expected')];
  const got = shape(item, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return got.differs;
  if (got.value.content.tag !== 'encryptedData') return `expected encrypted data, got ${got.value.content.tag}`;
  const issuer = certificates.add(octets(inputs, 'issuerCert'));
  const key = issuer && certificates.keyOf(issuer);
  if (!issuer || !key) return 'issuerCert: expected a certificate with a key';
  const { curve } = key;
  const cocoon = (use: butterfly.Use, seed: string, expansion: string) => {
    const f = butterfly.expand(crypto, curve, octets(inputs, expansion), use, number(inputs, 'i'), [
      number(inputs, 'j'),
    ])[0]!;
    return butterfly.cocoonSecret(curve, octets(inputs, seed), f);
  };
  const encPriv = cocoon('enc', 'encSeedPriv', 'encExp');
  const opened = open(crypto, got.value.content.value, encPriv);
  if (typeof opened === 'string') return opened;
  const parts = answerParts(opened.plaintext);
  const record = parts && certificates.add(parts.certificate);
  if (!parts || !record) return 'plaintext: expected data with a certificate and r';
  const made = reconstruct(crypto, curve, record, { hash: issuer.hash, key: key.octets });
  if (!made?.point) return 'cert: no key can be reconstructed';
  const expandedSignPriv = cocoon('cert', 'signSeedPriv', 'signExp');
  const finalPriv = multiplyAdd(curve, made.e, expandedSignPriv, parts.r);
  const computed = {
    encPriv,
    plaintext: opened.plaintext,
    cert: parts.certificate,
    privKeyReconstruction: parts.r,
    expandedSignPriv,
    finalPriv,
  };
  return firstOf(
    () => within('expected', compare(expected, crypto, computed)),
    () => fits(crypto, curve, finalPriv, made.point!, trial),
    () => (has(inputs, 'signedResponse') ? outer(octets(inputs, 'signedResponse'), got.octets, trial) : undefined),
  );
};

/** An implicit certificate with its issuer's, and a private key where the source gave one. */
const ecqvCertificate: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const got = shape(item, trial, Certificate, coer);
  if (!got.ok) return got.differs;
  const inputs = object(item, 'inputs');
  const issuer = certificates.add(octets(inputs, 'issuerCert'));
  const key = issuer && certificates.keyOf(issuer);
  if (!issuer || !key) return 'issuerCert: expected a certificate with a key';
  const record = certificates.add(got.octets)!;
  const made = reconstruct(crypto, key.curve, record, { hash: issuer.hash, key: key.octets });
  if (!made?.point) return 'hex: no key can be reconstructed';
  return firstOf(
    () => ours(object(item, 'expected'), inputs, made.e, { curve: key.curve, point: made.point! }, trial),
    () => {
      const differs = has(inputs, 'tbsHash') ? compare(inputs, crypto, { tbsHash: made.tbsHash }) : undefined;
      // A source may misprint a step in between; the vector itself says e and the keys, and those are ours.
      if (differs === undefined || !has(object(item, 'expected'), 'e')) return within('inputs', differs);
      trial.accept(`inputs.${differs}; e and the keys of the vector come from the latter`);
      return undefined;
    },
  );
};

function ours(
  expected: Vector,
  inputs: Vector,
  e: Uint8Array,
  key: { curve: Curve; point: Uint8Array },
  trial: Trial,
): string | undefined {
  const { crypto } = trial;
  const [request, r] = [maybe(inputs, 'certRequestPrivKey'), maybe(inputs, 'privKeyReconstruction')];
  const stated = maybe(expected, 'privateKey');
  const privateKey = request && r ? multiplyAdd(key.curve, e, request, r) : stated;
  return firstOf(
    () => within('expected', compare(expected, crypto, { publicKeyUncompressed: key, publicKey: key, e })),
    () => stated && within('expected', compare(expected, crypto, { privateKey })),
    () => privateKey && fits(crypto, key.curve, privateKey, key.point, trial),
  );
}

export const issuedSuites: Record<string, Check> = {
  'butterfly-implicit-cert': implicit,
  'crypto-butterfly': whole,
  'crypto-ecqv': ecqvCertificate,
};
