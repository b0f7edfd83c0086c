/**
 * Keys and signatures in DER, for files and for other tools: SubjectPublicKeyInfo (RFC 5480), PrivateKeyInfo with
 * ECPrivateKey (RFC 5958, RFC 5915), ECDSA-Sig-Value (SEC 1 C.5), and PEM around them (RFC 7468). Schemas are declared by
 * calling the decorators of asn1-schema as functions, as type stripping knows no decorators.
 */
import {
  AsnBitStringConverter,
  AsnConvert,
  AsnIntegerBigIntConverter,
  AsnIntegerConverter,
  AsnObjectIdentifierConverter,
  AsnProp,
  AsnPropTypes,
  AsnType,
  AsnTypeTypes,
  OctetString,
} from '@peculiar/asn1-schema';
import { fromBER } from 'asn1js';
import { curves, size } from './curve.ts';
import { same } from './digest.ts';
import { integer, octets } from './integer.ts';
import type { KeyStore, PrivateKey, SoftwareKeyStore } from './keystore.ts';
import type { CryptoProvider, Curve, EcdsaSignature } from './provider.ts';
import { inRange } from './scalar.ts';

const ecPublicKey = '1.2.840.10045.2.1';
const named: Readonly<Record<Curve, string>> = {
  'P-256': '1.2.840.10045.3.1.7',
  'P-384': '1.3.132.0.34',
  brainpoolP256r1: '1.3.36.3.3.2.8.1.1.7',
  brainpoolP384r1: '1.3.36.3.3.2.8.1.1.11',
  SM2: '1.2.156.10197.1.301',
};

type Field = Parameters<typeof AsnProp>[0];
/** Declares a class as SEQUENCE with these fields, in this order. */
function sequence(type: new () => object, fields: Readonly<Record<string, Field>>): void {
  for (const [name, field] of Object.entries(fields)) AsnProp(field)(type.prototype, name);
  AsnType({ type: AsnTypeTypes.Sequence })(type);
}
const oid = { type: AsnPropTypes.ObjectIdentifier, converter: AsnObjectIdentifierConverter };
const version = { type: AsnPropTypes.Integer, converter: AsnIntegerConverter };
const bigint = { type: AsnPropTypes.Integer, converter: AsnIntegerBigIntConverter };
const bitString = { type: AsnPropTypes.BitString, converter: AsnBitStringConverter };

class AlgorithmIdentifier {
  algorithm = ecPublicKey;
  parameters = '';
}
sequence(AlgorithmIdentifier, { algorithm: oid, parameters: oid });

class SubjectPublicKeyInfo {
  algorithm = new AlgorithmIdentifier();
  subjectPublicKey = new ArrayBuffer(0);
}
sequence(SubjectPublicKeyInfo, { algorithm: { type: AlgorithmIdentifier }, subjectPublicKey: bitString });

class ECPrivateKey {
  version = 1;
  privateKey = new OctetString();
  parameters: string | undefined = undefined;
  publicKey: ArrayBuffer | undefined = undefined;
}
sequence(ECPrivateKey, {
  version,
  privateKey: { type: OctetString },
  parameters: { ...oid, context: 0, optional: true },
  publicKey: { ...bitString, context: 1, optional: true },
});

class PrivateKeyInfo {
  version = 0;
  privateKeyAlgorithm = new AlgorithmIdentifier();
  privateKey = new OctetString();
}
sequence(PrivateKeyInfo, {
  version,
  privateKeyAlgorithm: { type: AlgorithmIdentifier },
  privateKey: { type: OctetString },
});

class ECDSASigValue {
  r = 0n;
  s = 0n;
}
sequence(ECDSASigValue, { r: bigint, s: bigint });

/** Reads DER as one of the schemas; a RangeError that names what was expected where it is not. */
function parse<T>(der: Uint8Array, type: new () => T, what: string): T {
  try {
    // DER has one encoding for each value: what is written back shows trailing octets and BER as well
    const value = AsnConvert.parse(der, type);
    if (same(serialize(value), der)) return value;
  } catch {
    // told below
  }
  throw new RangeError(`The octets are no ${what} of an elliptic curve key in DER: ${fault(der)}.`);
}
/** What is wrong with octets that should be DER, whatever their schema. */
function fault(der: Uint8Array): string {
  const { offset, result } = fromBER(buffer(der));
  if (offset === -1) return `they break off or hold no tag and length (${result.error || 'no more octets'})`;
  if (offset < der.length) return `${der.length - offset} octets are left over behind octet ${offset}`;
  return 'they are well formed, but hold something else or are not in the shortest form';
}
function serialize(value: unknown): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(value));
}
function identifier(curve: Curve): AlgorithmIdentifier {
  return Object.assign(new AlgorithmIdentifier(), { parameters: named[curve] });
}
function curveOf({ algorithm, parameters }: AlgorithmIdentifier): Curve {
  const curve = curves.find((curve) => named[curve] === parameters);
  if (algorithm !== ecPublicKey || curve === undefined) {
    throw new RangeError(
      `Keys of algorithm ${algorithm} with ${parameters} are not supported; use ${curves.join(', ')}.`,
    );
  }
  return curve;
}
function buffer(octets: Uint8Array): ArrayBuffer {
  return new Uint8Array(octets).buffer as ArrayBuffer;
}

/** SubjectPublicKeyInfo of a SEC 1 point, as it is. */
export function spkiFromPoint(curve: Curve, point: Uint8Array): Uint8Array {
  const info = new SubjectPublicKeyInfo();
  info.algorithm = identifier(curve);
  info.subjectPublicKey = buffer(point);
  return serialize(info);
}

/** Curve and SEC 1 octets of a SubjectPublicKeyInfo; whether the point is on the curve is for `publicKey` to see. */
export function pointFromSpki(der: Uint8Array): { curve: Curve; point: Uint8Array } {
  const info = parse(der, SubjectPublicKeyInfo, 'SubjectPublicKeyInfo');
  return { curve: curveOf(info.algorithm), point: new Uint8Array(info.subjectPublicKey) };
}

/** PrivateKeyInfo (PKCS#8) with the secret of a key in a software store, and its public key uncompressed. */
export function exportPkcs8(crypto: CryptoProvider, store: SoftwareKeyStore, key: PrivateKey): Uint8Array {
  const inner = new ECPrivateKey();
  inner.privateKey = new OctetString(store.secret(key));
  inner.publicKey = buffer(crypto.uncompress(key.curve, key.public));
  const info = new PrivateKeyInfo();
  info.privateKeyAlgorithm = identifier(key.curve);
  info.privateKey = new OctetString(serialize(inner));
  return serialize(info);
}

/**
 * Takes a PrivateKeyInfo into a store. A RangeError where it is none, has a curve of no use here, or carries a public key
 * that is not that of its secret.
 */
export function importPkcs8(crypto: CryptoProvider, store: KeyStore, der: Uint8Array): PrivateKey {
  const info = parse(der, PrivateKeyInfo, 'PrivateKeyInfo');
  if (info.version !== 0)
    throw new RangeError(`PrivateKeyInfo of version ${info.version} is not supported; write version 0.`);
  const curve = curveOf(info.privateKeyAlgorithm);
  const inner = parse(new Uint8Array(info.privateKey.buffer), ECPrivateKey, 'ECPrivateKey');
  const secret = new Uint8Array(inner.privateKey.buffer);
  if (inner.version !== 1 || !inRange(curve, secret))
    throw new RangeError(`The file holds no private key of ${curve}.`);
  const key = store.import(curve, secret);
  const given = inner.publicKey && crypto.publicKey(curve, new Uint8Array(inner.publicKey));
  if (inner.publicKey && (given === undefined || !same(given.octets, key.public))) {
    throw new RangeError('The public key in the file is not that of its private key; the file is damaged or changed.');
  }
  return key;
}

/** ECDSA-Sig-Value. */
export function sigValue({ r, s }: EcdsaSignature): Uint8Array {
  return serialize(Object.assign(new ECDSASigValue(), { r: integer(r), s: integer(s) }));
}

/** r and s of an ECDSA-Sig-Value at the length of the curve; a RangeError where they are longer, or negative. */
export function fromSigValue(curve: Curve, der: Uint8Array): EcdsaSignature {
  const { r, s } = parse(der, ECDSASigValue, 'ECDSA-Sig-Value');
  return { r: octets(r, size(curve)), s: octets(s, size(curve)) };
}

/** PEM with 64 characters a line; `label` is PUBLIC KEY or PRIVATE KEY. */
export function toPem(label: string, der: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The octets of the first PEM block with that label; a RangeError where there is none. */
export function fromPem(label: string, text: string): Uint8Array {
  const block = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`).exec(text);
  try {
    if (block) return Uint8Array.from(atob(block[1]!.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    // told below
  }
  throw new RangeError(`There is no readable PEM block "${label}" in the text; give a file that has one.`);
}
