/** Keys, certificates and SPDUs for the trials, each made from a label alone: the same label gives the same octets. */
import { createECDH } from 'node:crypto';
import { coer } from '../../asn1/coer.ts';
import type { HashAlgorithm, Signature } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, type SignerIdentifier, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { canonicalTbsData, type Read, readOf } from './canon.ts';
import {
  CURVES,
  type CurveName,
  digest,
  fromInt,
  type HashName,
  hashOf,
  mod,
  orderOf,
  type Point,
  power,
  sizeOf,
  toInt,
  type Written,
} from './curve.ts';

const certificates = coer(Certificate);
const tbsCertificates = coer(ToBeSignedCertificate);
const tbsDatas = coer(ToBeSignedData);
const spdus = coer(Ieee1609Dot2Data);
const text = new TextEncoder();

export interface Pair {
  readonly curve: CurveName;
  readonly secret: bigint;
  readonly point: Point;
}
const OPENSSL = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const;

function multiple(curve: CurveName, k: bigint): Point {
  const ecdh = createECDH(curve === 'P-256' || curve === 'P-384' ? OPENSSL[curve] : curve);
  ecdh.setPrivateKey(fromInt(k, sizeOf(curve)));
  const octets = ecdh.getPublicKey();
  const size = sizeOf(curve);
  return { x: toInt(octets.subarray(1, 1 + size)), y: toInt(octets.subarray(1 + size)) };
}
const scalar = (curve: CurveName, ...parts: readonly Uint8Array[]): bigint =>
  mod(toInt(digest('sha384', ...parts, Uint8Array.of(1))), orderOf(curve) - 1n) + 1n;
export function pair(curve: CurveName, label: string): Pair {
  const secret = scalar(curve, text.encode(`${curve} ${label}`));
  return { curve, secret, point: multiple(curve, secret) };
}

export type Form = 'x-only' | 'fill' | 'compressed' | 'uncompressed' | 'wrong y' | 'off';
/** `wrong y` is the other one of the two, `off` a place beside the curve. */
export function written(curve: CurveName, { x, y }: Point, form: Form): Written {
  const octets = fromInt(x, sizeOf(curve));
  const odd = y % 2n === 1n;
  switch (form) {
    case 'x-only':
      return { tag: 'x-only', value: octets };
    case 'fill':
      return { tag: 'fill', value: null };
    case 'compressed':
      return { tag: odd ? 'compressed-y-1' : 'compressed-y-0', value: octets };
    case 'wrong y':
      return { tag: odd ? 'compressed-y-0' : 'compressed-y-1', value: octets };
    default: {
      const beside = fromInt(form === 'off' ? y ^ 2n : y, sizeOf(curve));
      const tag = sizeOf(curve) === 32 ? 'uncompressedP256' : 'uncompressedP384';
      return { tag, value: { x: octets, y: beside } };
    }
  }
}

const SIGNATURE = {
  'P-256': 'ecdsaNistP256Signature',
  brainpoolP256r1: 'ecdsaBrainpoolP256r1Signature',
  brainpoolP384r1: 'ecdsaBrainpoolP384r1Signature',
  'P-384': 'ecdsaNistP384Signature',
} as const;
export const KEY = {
  'P-256': 'ecdsaNistP256',
  brainpoolP256r1: 'ecdsaBrainpoolP256r1',
  brainpoolP384r1: 'ecdsaBrainpoolP384r1',
  'P-384': 'ecdsaNistP384',
} as const;

/** `twin` is the other signature that verifies as well: n - s, and R mirrored. */
export function sign(key: Pair, hash: Uint8Array, form: Form, twin = false, change = (v: bigint) => v): Signature {
  const { curve, secret } = key;
  const n = orderOf(curve);
  const k = scalar(curve, hash, fromInt(secret, 48));
  const R = multiple(curve, k);
  const e = toInt(hash.subarray(0, sizeOf(curve)));
  const s = (power(k, n - 2n, n) * (e + mod(R.x, n) * secret)) % n;
  const point = twin ? { x: R.x, y: CURVES[curve].Point.CURVE().p - R.y } : R;
  const sSig = fromInt(change(twin ? n - s : s), sizeOf(curve));
  return { tag: SIGNATURE[curve], value: { rSig: written(curve, point, form), sSig } } as Signature;
}
type Loose<T> = { -readonly [K in keyof T]: T[K] };
export type Fields = Loose<Omit<ToBeSignedCertificate, 'verifyKeyIndicator'>>;
/** What a certificate is to be; a valid one unless it says otherwise. */
export interface Plan {
  label: string;
  type: Certificate['type'];
  curve: CurveName;
  keyForm: Form;
  rForm: Form;
  fields: Fields;
  /** Other than that of the issuer's curve. */
  hash?: HashName;
  /** Who signs in place of the issuer. */
  forger?: string;
  /** The signature is of other octets than those that are sent. */
  late?: (tbs: ToBeSignedCertificate) => ToBeSignedCertificate;
  /** Changed before it is signed. */
  early?: (tbs: ToBeSignedCertificate) => ToBeSignedCertificate;
  /** Changed at the very end. */
  after?: (c: Certificate) => Certificate;
  selfIssued?: boolean;
}
export interface Made {
  readonly octets: Uint8Array;
  readonly read: Read;
  readonly key: Pair;
}

const kept = (value: ToBeSignedCertificate) => ({ value, octets: tbsCertificates.encode(value) });

export function makeCertificate(plan: Plan, issuer: Made | undefined): Made {
  const above = plan.selfIssued ? undefined : issuer;
  const explicit = plan.type !== 'implicit';
  const curve = explicit || !above ? plan.curve : above.key.curve;
  const own = pair(curve, plan.label);
  const hash = plan.hash ?? hashOf(above?.key.curve ?? curve);
  const key = written(curve, own.point, plan.keyForm);
  const tbs: ToBeSignedCertificate = {
    ...plan.fields,
    verifyKeyIndicator: (explicit
      ? { tag: 'verificationKey', value: { tag: KEY[curve], value: key } }
      : { tag: 'reconstructionValue', value: key }) as ToBeSignedCertificate['verifyKeyIndicator'],
  };
  const signed = plan.early?.(tbs) ?? tbs;
  const issuerName: Certificate['issuer'] = above
    ? {
        tag: hash === 'sha256' ? 'sha256AndDigest' : 'sha384AndDigest',
        value: digest(hash, above.read.canonical).slice(-8),
      }
    : { tag: 'self', value: hash as HashAlgorithm };
  const bare: Certificate = {
    version: 3,
    type: plan.type,
    issuer: issuerName,
    toBeSigned: kept(signed),
    signature: undefined,
  };
  const { canonicalTbs } = readOf(bare);
  const issuerOctets = above?.read.canonical ?? new Uint8Array(0);
  const input = digest(hash, digest(hash, canonicalTbs), digest(hash, issuerOctets));
  const signer = plan.forger ? pair(above?.key.curve ?? curve, plan.forger) : (above?.key ?? own);
  const full = explicit ? { ...bare, signature: sign(signer, input, plan.rForm) } : bare;
  const sent = plan.late ? { ...full, toBeSigned: kept(plan.late(signed)) } : full;
  const done = plan.after?.(sent) ?? sent;
  const octets = certificates.encode(done);
  const n = orderOf(curve);
  const e = mod(toInt(digest('sha256', digest('sha256', canonicalTbs), digest('sha256', issuerOctets))), n);
  const secret = explicit || !above ? own.secret : (e * own.secret + above.key.secret) % n;
  return { octets, read: readOf(done), key: { ...own, secret } };
}

/** What a message is to be. */
export interface Letter {
  tbs: ToBeSignedData;
  hash: HashAlgorithm | undefined;
  signer: SignerIdentifier;
  rForm: Form;
  twin: boolean;
  change: ((s: bigint) => bigint) | undefined;
  /** Who signs in place of the holder. */
  forger: string | undefined;
  /** What is sent is not what was signed. */
  late: ((tbs: ToBeSignedData) => ToBeSignedData) | undefined;
  signature: Signature | undefined;
}

export function makeSpdu(letter: Letter, by: Made): Uint8Array {
  const key = letter.forger ? pair(by.key.curve, letter.forger) : by.key;
  const hashId = letter.hash ?? hashOf(key.curve);
  const hash: HashName = hashId === 'sha384' ? 'sha384' : 'sha256';
  const tbsData = { value: letter.tbs, octets: tbsDatas.encode(letter.tbs) };
  const input = digest(hash, digest(hash, canonicalTbsData(tbsData)), digest(hash, by.read.canonical));
  const late = letter.late?.(letter.tbs) ?? letter.tbs;
  return spdus.encode({
    protocolVersion: 3,
    content: {
      tag: 'signedData',
      value: {
        hashId,
        tbsData: { value: late, octets: tbsDatas.encode(late) },
        signer: letter.signer,
        signature: letter.signature ?? sign(key, input, letter.rForm, letter.twin, letter.change),
      },
    },
  });
}
