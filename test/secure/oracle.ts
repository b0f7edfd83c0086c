/**
 * IEEE 1609.2 encryption a second time, of node:crypto alone: octets are read and written by hand, and nothing of the
 * product is imported. Curves go by OpenSSL's names.
 */
import { createCipheriv, createDecipheriv, createECDH, createHash, createHmac, ECDH, randomBytes } from 'node:crypto';

export type Tag = 'pskRecipInfo' | 'symmRecipInfo' | 'certRecipInfo' | 'signedDataRecipInfo' | 'rekRecipInfo';
const TAGS: readonly Tag[] = ['pskRecipInfo', 'symmRecipInfo', 'certRecipInfo', 'signedDataRecipInfo', 'rekRecipInfo'];
const CURVES = ['prime256v1', 'brainpoolP256r1'] as const;
export type OracleCurve = (typeof CURVES)[number];

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
export const last8 = (digest: Uint8Array): Uint8Array => digest.subarray(digest.length - 8);

/** How an entry is named, and P1. `held` is the certificate, the signed SPDU in canonical form, or the point of the key. */
export function nameOf(
  tag: Tag,
  held: Uint8Array,
  curve: OracleCurve = 'prime256v1',
): { id: Uint8Array; p1: Uint8Array } {
  if (tag === 'pskRecipInfo' || tag === 'symmRecipInfo')
    return { id: last8(sha256(Buffer.of(0x80), held)), p1: Buffer.alloc(0) };
  if (tag !== 'rekRecipInfo') return { id: last8(sha256(held)), p1: sha256(held) };
  // PublicEncryptionKey: aes128Ccm, the curve, the compressed point with 82 for 02 and 83 for 03
  const head = Buffer.of(0, 0x80 | CURVES.indexOf(curve), 0x80 | held[0]!);
  return { id: last8(sha256(head, held.subarray(1))), p1: sha256() };
}

function kdf2(z: Uint8Array, p1: Uint8Array): Buffer {
  const block = (n: number) => sha256(z, Buffer.of(0, 0, 0, n), p1);
  return Buffer.concat([block(1), block(2)]).subarray(0, 48);
}
const tagOf = (k: Buffer, c: Uint8Array): Buffer =>
  createHmac('sha256', k.subarray(16)).update(c).digest().subarray(0, 16);
const xor = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((o, i) => o ^ b[i]!));

function ccmSeal(key: Uint8Array, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-128-ccm', key, nonce, { authTagLength: 16 });
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const sealed = Buffer.concat([text, cipher.getAuthTag()]);
  return Buffer.concat([Buffer.of(0x80), nonce, length(sealed.length), sealed]);
}
function ccmOpen(key: Uint8Array, { nonce, sealed }: Sealed): Buffer | undefined {
  const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    const text = decipher.update(sealed.subarray(0, -16));
    decipher.final();
    return text;
  } catch {
    return undefined;
  }
}

function length(n: number): Buffer {
  if (n < 128) return Buffer.of(n);
  return n < 256 ? Buffer.of(0x81, n) : Buffer.of(0x82, n >> 8, n & 255);
}

interface Sealed {
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}
export interface Entry {
  readonly tag: Tag;
  readonly id: Uint8Array;
  readonly ecies?: { curve: OracleCurve; v: Uint8Array; c: Uint8Array; t: Uint8Array };
  readonly symmetric?: Sealed;
}
export interface Read extends Sealed {
  readonly entries: readonly Entry[];
}

/** Reads an Ieee1609Dot2Data with encryptedData; throws where it is none. */
export function read(octets: Uint8Array): Read {
  let at = 0;
  const take = (n: number): Uint8Array => {
    if (at + n > octets.length) throw new Error(`short at ${at}`);
    at += n;
    return octets.subarray(at - n, at);
  };
  const octet = (): number => take(1)[0]!;
  const expect = (wanted: number): void => {
    const got = octet();
    if (got !== wanted) throw new Error(`${got.toString(16)} where ${wanted.toString(16)} should be, at ${at - 1}`);
  };
  const count = (): number => {
    const first = octet();
    return first < 128 ? first : take(first & 127).reduce((n, o) => n * 256 + o, 0);
  };
  const symmetric = (): Sealed => {
    expect(0x80);
    const nonce = take(12);
    return { nonce, sealed: take(count()) };
  };
  expect(3);
  expect(0x82);
  const number = take(octet()).reduce((n, o) => n * 256 + o, 0);
  const entries = Array.from({ length: number }, (): Entry => {
    const tag = TAGS[octet() - 0x80]!;
    const id = take(8);
    if (tag === 'pskRecipInfo') return { tag, id };
    if (tag === 'symmRecipInfo') return { tag, id, symmetric: symmetric() };
    const curve = CURVES[octet() - 0x80]!;
    const form = octet() - 0x80;
    const v = Buffer.concat([Buffer.of(form), take(form === 4 ? 64 : 32)]);
    return { tag, id, ecies: { curve, v, c: take(16), t: take(16) } };
  });
  const { nonce, sealed } = symmetric();
  if (at !== octets.length) throw new Error(`${octets.length - at} octets left over`);
  return { entries, nonce, sealed };
}

/** The plaintext with a scalar or a shared key; undefined where a tag does not match. */
export function open(octets: Uint8Array, tag: Tag, secret: Uint8Array, name: { id: Uint8Array; p1: Uint8Array }) {
  const { entries, ...content } = read(octets);
  const entry = entries.find((e) => e.tag === tag && Buffer.from(e.id).equals(name.id));
  if (!entry) return undefined;
  if (tag === 'pskRecipInfo') return ccmOpen(secret, content);
  if (entry.symmetric) {
    const key = ccmOpen(secret, entry.symmetric);
    return key && ccmOpen(key, content);
  }
  const { curve, v, c, t } = entry.ecies!;
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(secret);
  const k = kdf2(ecdh.computeSecret(v), name.p1);
  return tagOf(k, c).equals(t) ? ccmOpen(xor(c, k), content) : undefined;
}

export interface Target {
  readonly tag: Tag;
  readonly id: Uint8Array;
  readonly p1: Uint8Array;
  /** A point, or the shared key. */
  readonly key: Uint8Array;
  readonly curve?: OracleCurve;
  readonly form?: 'compressed' | 'uncompressed';
}

/** Encrypts to all of them; one for pskRecipInfo stands alone. */
export function make(plaintext: Uint8Array, targets: readonly Target[]): Buffer {
  const [first] = targets;
  const contentKey = first?.tag === 'pskRecipInfo' ? first.key : randomBytes(16);
  const entries = targets.map(({ tag, id, p1, key, curve = 'prime256v1', form = 'compressed' }) => {
    const head = Buffer.concat([Buffer.of(0x80 | TAGS.indexOf(tag)), id]);
    if (tag === 'pskRecipInfo') return head;
    if (tag === 'symmRecipInfo') return Buffer.concat([head, ccmSeal(key, contentKey)]);
    const ecdh = createECDH(curve);
    ecdh.generateKeys();
    const k = kdf2(ecdh.computeSecret(key), p1);
    const c = xor(contentKey, k);
    const v = Buffer.from(ECDH.convertKey(ecdh.getPublicKey(), curve, undefined, undefined, form) as Buffer);
    const point = Buffer.concat([Buffer.of(0x80 | v[0]!), v.subarray(1)]);
    return Buffer.concat([head, Buffer.of(0x80 | CURVES.indexOf(curve)), point, c, tagOf(k, c)]);
  });
  const count = Buffer.of(1, entries.length);
  return Buffer.concat([Buffer.of(3, 0x82), count, ...entries, ccmSeal(contentKey, plaintext)]);
}
