/** Suites for the keys of issued certificates: butterfly expansion and implicit certificates. */

import { toHex } from '../../asn1/hex.ts';
import * as butterfly from '../crypto/butterfly.ts';
import { hashedId8 } from '../crypto/digest.ts';
import * as ecqv from '../crypto/ecqv.ts';
import { integer, octets as toOctets } from '../crypto/integer.ts';
import type { CryptoProvider, Curve } from '../crypto/provider.ts';
import { add, multiplyAdd } from '../crypto/scalar.ts';
import { compare, curveOf, has, maybe, number, object, octets, only, type Suite, suite, type Vector } from './field.ts';

const reversed = (value: Uint8Array | undefined): Uint8Array | undefined => value && new Uint8Array(value).reverse();

const expansion: Suite = (vector, crypto) => {
  only(vector, 'cipher', 'AES');
  const curve = curveOf(vector);
  if (vector.usage !== 'cert' && vector.usage !== 'enc') return `usage: ${String(vector.usage)} is unsupported`;
  const { expansionKey, i, j } = {
    expansionKey: octets(vector, 'expansionKey'),
    i: number(vector, 'i'),
    j: number(vector, 'j'),
  };
  const x = butterfly.expansionInput(vector.usage, i, j);
  const [fInt] = butterfly.expansionIntegers(crypto, expansionKey, [x]);
  const [f] = butterfly.expand(crypto, curve, expansionKey, vector.usage, i, [j]);
  const secret = maybe(vector, 'caterpillarPriv');
  const caterpillar = secret ? crypto.multiplyBase(curve, secret) : maybe(vector, 'caterpillarPub');
  const cocoonPriv = secret && butterfly.cocoonSecret(curve, secret, f!);
  const point = caterpillar && butterfly.cocoonPublic(crypto, curve, caterpillar, [f!])[0];
  const differs = compare(vector, crypto, {
    x,
    fInt,
    f,
    fG: { curve, point: crypto.multiplyBase(curve, f!) },
    caterpillarPub: { curve, point: caterpillar },
    cocoonPriv,
    cocoonPub: { curve, point },
    cocoonPubCompressed: { curve, point },
  });
  if (differs !== undefined) return differs;
  if (cocoonPriv && point && toHex(crypto.multiplyBase(curve, cocoonPriv)) !== toHex(point))
    return 'cocoon: keys do not fit';
  if (!has(vector, 'asPrintedLE')) return undefined;
  const printed = { seed: reversed(secret), f: reversed(f), cocoon: reversed(cocoonPriv) };
  return compare(object(vector, 'asPrintedLE'), crypto, printed);
};

/** Cocoon keys of one use, from the caterpillar key in the vector's inputs. */
function cocoon(vector: Vector, crypto: CryptoProvider, use: butterfly.Use, name: 'Sign' | 'Enc') {
  const curve = curveOf(vector);
  const inputs = object(vector, 'inputs');
  const [i, j] = [number(vector, 'i'), number(vector, 'j')];
  const f = butterfly.expand(crypto, curve, octets(inputs, `expansion${name}`), use, i, [j])[0]!;
  const a = octets(inputs, `caterpillar${name}Priv`);
  const caterpillar = crypto.multiplyBase(curve, a);
  const point = butterfly.cocoonPublic(crypto, curve, caterpillar, [f])[0];
  const x = butterfly.expansionInput(use, i, j);
  return { x, f, secret: butterfly.cocoonSecret(curve, a, f), point, caterpillar };
}

const modes: Suite = (vector, crypto) => {
  const curve = curveOf(vector);
  const sign = cocoon(vector, crypto, 'cert', 'Sign');
  const inputs = object(vector, 'inputs');
  const pub = (point: Uint8Array | undefined) => ({ curve, point });
  const within = (name: string, differs: string | undefined) => differs && `${name}.${differs}`;
  const checks: Record<string, (given: Vector) => string | undefined> = {
    inputs: (given) => {
      const enc = has(given, 'caterpillarEncPriv')
        ? crypto.multiplyBase(curve, octets(given, 'caterpillarEncPriv'))
        : undefined;
      const computed = { caterpillarSignPub: pub(sign.caterpillar), ...(enc && { caterpillarEncPub: pub(enc) }) };
      return Object.keys(computed).some((name) => has(given, name)) ? compare(given, crypto, computed) : undefined;
    },
    original: (given) => {
      const enc = has(inputs, 'caterpillarEncPriv') ? cocoon(vector, crypto, 'enc', 'Enc') : undefined;
      return compare(given, crypto, {
        xSign: sign.x,
        fSign: sign.f,
        cocoonSignPub: pub(sign.point),
        cocoonSignPriv: sign.secret,
        xEnc: enc?.x,
        fEnc: enc?.f,
        cocoonEncPub: pub(enc?.point),
        cocoonEncPriv: enc?.secret,
      });
    },
    unified: (given) =>
      compare(given, crypto, { x: sign.x, f: sign.f, cocoonPub: pub(sign.point), cocoonPriv: sign.secret }),
    implicit: (given) => {
      const [e, k, d] = [octets(given, 'e'), octets(given, 'acaEphemeralPriv'), octets(given, 'acaPriv')];
      return implicit(given, crypto, curve, { e, k, d, request: sign.secret, aca: true });
    },
    explicit: (given) => {
      const c = octets(given, 'acaRandomizer_c');
      const priv = add(curve, sign.secret, c);
      const certVerifyKey = sign.point && butterfly.cocoonPublic(crypto, curve, sign.point, [c])[0];
      const differs = compare(given, crypto, { certVerifyKey: pub(certVerifyKey), priv });
      if (differs !== undefined || certVerifyKey === undefined) return differs;
      return toHex(crypto.multiplyBase(curve, priv)) === toHex(certVerifyKey)
        ? undefined
        : 'priv: not of certVerifyKey';
    },
  };
  let seen = 0;
  for (const [name, check] of Object.entries(checks)) {
    if (!has(vector, name)) continue;
    const differs = within(name, check(object(vector, name)));
    if (differs !== undefined) return differs;
    seen++;
  }
  return seen > 1 ? undefined : 'nothing to compare: expected original, unified, implicit or explicit';
};

interface Issue {
  readonly e: Uint8Array;
  readonly k: Uint8Array;
  readonly d: Uint8Array;
  readonly request: Uint8Array;
  /** The names that the derived suite has for the issuer's fields. */
  readonly aca: boolean;
}
/** The whole of ECQV, from the secrets of both sides. */
function implicit(given: Vector, crypto: CryptoProvider, curve: Curve, { e, k, d, request, aca }: Issue) {
  const issuer = crypto.multiplyBase(curve, d);
  const requestPub = crypto.multiplyBase(curve, request);
  const reconstruction = ecqv.reconstructionValue(crypto, curve, requestPub, k)!;
  const r = multiplyAdd(curve, e, k, d);
  const priv = multiplyAdd(curve, e, request, r);
  const point = ecqv.reconstructPublic(crypto, curve, e, reconstruction, issuer);
  if (!point || toHex(crypto.multiplyBase(curve, priv)) !== toHex(point))
    return 'd·G is not the reconstructed public key';
  return compare(given, crypto, {
    [aca ? 'acaPub' : 'caPub']: { curve, point: issuer },
    requestPub: { curve, point: requestPub },
    reconstructionPub: { curve, point: reconstruction },
    [aca ? 'privateKeyInfo_r' : 'reconstructionPriv_r']: r,
    [aca ? 'priv' : 'privU']: priv,
    [aca ? 'pub' : 'pubU']: { curve, point },
  });
}

/**
 * What e needs of an implicit certificate in COER: 00 (no signature), version 3, type implicit, issuer
 * sha256AndDigest, then tbsCert, which ends with reconstructionValue, a compressed point.
 */
function cut(certificate: Uint8Array): { issuer: Uint8Array; tbs: Uint8Array; reconstruction: Uint8Array } | undefined {
  const indicator = certificate.at(-34);
  const kind = certificate.at(-33);
  if (toHex(certificate.subarray(0, 4)) !== '00030180' || certificate.length < 46) return undefined;
  if (indicator !== 0x81 || (kind !== 0x82 && kind !== 0x83)) return undefined;
  const reconstruction = certificate.slice(-33);
  reconstruction[0] = kind & 3;
  return { issuer: certificate.subarray(4, 12), tbs: certificate.subarray(12), reconstruction };
}

const ecqvFull: Suite = (vector, crypto) => {
  const curve = curveOf(vector);
  const certificate = maybe(vector, 'certificate');
  const parts = certificate && cut(certificate);
  if (certificate && !parts) return 'certificate: this form of certificate is unsupported';
  const certU = maybe(vector, 'certU');
  const issuerHash = maybe(vector, 'issuerCertHash');
  const tbsHash = parts ? crypto.hash('sha256', parts.tbs) : maybe(vector, 'tbsHash');
  let hash = certU ? crypto.hash('sha256', certU) : (maybe(vector, 'certUHash') ?? maybe(vector, 'eHash'));
  if (tbsHash && issuerHash) hash = ecqv.certificateHash(crypto, tbsHash, issuerHash);
  const reconstruction = parts?.reconstruction ?? maybe(vector, 'reconstructionPub') ?? certU?.slice(-33);
  if (!hash || !reconstruction) return 'certificate: expected a certificate or certU, got neither';
  const e = ecqv.exponent(curve, hash);
  const issuer = octets(vector, 'issuerPub');
  const point = ecqv.reconstructPublic(crypto, curve, e, reconstruction, issuer);
  const [request, r] = [maybe(vector, 'requestPriv'), maybe(vector, 'reconstructionPriv_r')];
  const privU = request && r && multiplyAdd(curve, e, request, r);
  if (privU && point && toHex(crypto.multiplyBase(curve, privU)) !== toHex(point))
    return 'd·G is not the reconstructed key';
  const pubU = { curve, point };
  const reconstructionPub = { curve, point: reconstruction };
  // values read off the certificate
  if (parts && issuerHash && toHex(hashedId8(issuerHash)) !== toHex(parts.issuer))
    return 'certificate: names another issuer';
  if (parts && has(vector, 'decoded')) {
    const read = { issuerHashedId8: parts.issuer, reconstructionValue: { curve, point: reconstruction } };
    const differs = compare(object(vector, 'decoded'), crypto, read);
    if (differs !== undefined) return `decoded.${differs}`;
  }
  const certUHash = certU && hash;
  return (
    compare(vector, crypto, { pubU, privU }) ??
    compare(vector, crypto, { pubU, privU, tbsHash, eHash: hash, certUHash, reconstructionPub })
  );
};

/** The negative control: SEC 4 takes the leftmost 255 bits and fits; the rule of IEEE 1609.2 must come to other keys. */
const ecqvSec4: Suite = (vector, crypto) => {
  const curve = curveOf(vector);
  const hash = crypto.hash('sha256', octets(vector, 'certU'));
  const [request, d, k] = [octets(vector, 'requestPriv'), octets(vector, 'caPriv'), octets(vector, 'caEphemeralPriv')];
  const shifted = toOctets(integer(hash) >> 1n, hash.length);
  const differs = implicit(vector, crypto, curve, { e: shifted, k, d, request, aca: false });
  if (differs !== undefined) return `with e of SEC 4: ${differs}`;
  const e = ecqv.exponent(curve, hash);
  const ours = implicit(vector, crypto, curve, { e, k, d, request, aca: false });
  return ours === undefined ? 'expected other keys than SEC 4, got the same' : undefined;
};

export const issuanceSuites: Record<string, Suite> = {
  'butterfly-expansion': suite(expansion),
  'butterfly-modes-derived': suite(modes),
  'ecqv-full-hash': suite(ecqvFull),
  'ecqv-sec4-shift1': suite(ecqvSec4),
};
