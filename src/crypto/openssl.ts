/**
 * CryptoProvider over OpenSSL, through node:crypto. The choices were measured on Node 24 with P-256, in µs: verify from
 * DER 74, from ieee-p1363 102; KeyObject from PEM 14, from DER 36, from JWK 42; k·G by
 * ECDH.setPrivateKey 13; HMAC by two one-shot hashes 5, by createHmac 14.
 */
import * as node from 'node:crypto';
import { join } from '../../asn1/octets.ts';
import { domain, ofEcdsa, size } from './curve.ts';
import { same } from './digest.ts';
import { integer } from './integer.ts';
import * as affine from './point.ts';
import type { CryptoProvider, Curve, EcdsaCurve, EcdsaSignature, Form, Hash, PublicKey } from './provider.ts';
import * as scalars from './scalar.ts';
import * as signature from './signature.ts';

interface Named {
  readonly ecdh: node.ECDH;
  readonly name: string;
  /** AlgorithmIdentifier { id-ecPublicKey, namedCurve }. */
  readonly algorithm: Uint8Array;
  /** SubjectPublicKeyInfo up to the point, an uncompressed one. */
  readonly spki: Uint8Array;
}
const zero = Uint8Array.of(0);
const ecPublicKey = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const named: Readonly<Record<EcdsaCurve, Named>> = {
  'P-256': name('P-256', 'prime256v1', [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
  'P-384': name('P-384', 'secp384r1', [0x2b, 0x81, 0x04, 0x00, 0x22]),
  brainpoolP256r1: name('brainpoolP256r1', 'brainpoolP256r1', [0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07]),
  brainpoolP384r1: name('brainpoolP384r1', 'brainpoolP384r1', [0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b]),
};
function name(curve: Curve, name: string, oid: readonly number[]): Named {
  const algorithm = wrap(0x30, Uint8Array.of(...ecPublicKey, 0x06, oid.length, ...oid));
  const point = new Uint8Array(2 * size(curve) + 1);
  const spki = wrap(0x30, algorithm, wrap(0x03, zero, point)).slice(0, -point.length);
  return { ecdh: node.createECDH(name), name, algorithm, spki };
}

/** A tag, a length and the parts, in DER. */
function wrap(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = join(parts);
  const head = content.length < 128 ? [tag, content.length] : [tag, 0x81, content.length];
  return join([Uint8Array.from(head), content]);
}

/** Without the Buffer on top, whose slice() would share memory where the one of Uint8Array copies. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/**
 * Of a public key, as text: of an object Node finds out what it holds by errors that it throws and catches, which takes
 * three times as long as all else. A secret is not made text of, which nobody can wipe.
 */
function pem(der: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

class Key implements PublicKey {
  readonly curve: Curve;
  readonly octets: Uint8Array;
  readonly uncompressed: Uint8Array;
  number = 0;
  #handle: node.KeyObject | undefined;
  constructor(curve: Curve, uncompressed: Uint8Array) {
    this.curve = curve;
    this.octets = affine.compress(uncompressed);
    this.uncompressed = uncompressed;
  }
  /** Made on the first use, as many keys are read and never verified against. */
  get handle(): node.KeyObject {
    if (this.#handle === undefined) {
      const { spki } = ofEcdsa(named, this.curve);
      this.#handle = node.createPublicKey(pem(join([spki, this.uncompressed])));
    }
    return this.#handle;
  }
}
function handleOf(key: PublicKey): node.KeyObject | undefined {
  if (key instanceof Key) return key.handle;
  const own = publicKey(key.curve, key.uncompressed); // a key the other provider read
  return own instanceof Key ? own.handle : undefined;
}
function publicKey(curve: Curve, point: Uint8Array): PublicKey | undefined {
  const uncompressed = convert(curve, point);
  return uncompressed && new Key(curve, uncompressed);
}

/** 04 ‖ x ‖ y, checked to be on the curve; undefined where it is not. */
function convert(curve: Curve, point: Uint8Array): Uint8Array | undefined {
  if (affine.form(curve, point) === undefined) return undefined;
  try {
    return plain(
      node.ECDH.convertKey(
        point,
        ofEcdsa(named, curve).name,
        undefined,
        undefined,
        'uncompressed',
      ) as unknown as Buffer,
    );
  } catch {
    return undefined;
  }
}
function offCurve(curve: Curve): string {
  return `The point is not on ${curve}; ask its sender for another one.`;
}
function uncompress(curve: Curve, point: Uint8Array): Uint8Array {
  const uncompressed = convert(curve, point);
  if (uncompressed === undefined) throw new RangeError(offCurve(curve));
  return uncompressed;
}

/** Takes the secret into the ECDH object of the curve, which checks that it is 1..n-1 and makes k·G of it. */
function load(curve: Curve, secret: Uint8Array): node.ECDH {
  const { ecdh } = ofEcdsa(named, curve);
  try {
    if (secret.length !== size(curve)) throw new RangeError();
    ecdh.setPrivateKey(secret);
  } catch {
    scalars.checked(curve, secret);
    throw new Error(`OpenSSL refused a good scalar of ${curve}; look at its build.`);
  }
  return ecdh;
}
function multiplyBase(curve: Curve, scalar: Uint8Array, form: Form = 'compressed'): Uint8Array {
  return plain(load(curve, scalar).getPublicKey(null, form));
}
function agree(curve: Curve, secret: Uint8Array, point: Uint8Array): Uint8Array {
  const ecdh = load(curve, secret);
  if (affine.form(curve, point) !== undefined) {
    try {
      return plain(ecdh.computeSecret(point)); // checks that the point is on the curve
    } catch {
      // told below
    }
  }
  throw new RangeError(offCurve(curve));
}

/**
 * k·P from two x coordinates, as ECDH gives no more (Okeya and Sakurai, CHES 2001): with x1 of k·P and x2 of (k+1)·P,
 * 2·y·y1 = (x1·x + a)(x1 + x) + 2b - x2·(x1 - x)². OpenSSL's square root gives ±y1, which saves the division.
 */
function multiply(curve: Curve, scalar: Uint8Array, point: Uint8Array, form: Form = 'compressed'): Uint8Array {
  const uncompressed = uncompress(curve, point);
  const { p, a, b, size } = domain(curve);
  const next = scalars.add(curve, scalars.checked(curve, scalar), Uint8Array.of(1));
  const negate = next.every((octet) => octet === 0); // k = n-1: there is no (k+1)·P
  const first = agree(curve, scalar, uncompressed);
  const candidate = uncompress(curve, join([Uint8Array.of(2), first]));
  const x = integer(uncompressed.subarray(1, size + 1));
  const y = integer(uncompressed.subarray(size + 1));
  let odd: boolean;
  if (negate) odd = (y & 1n) === 0n;
  else {
    const x1 = integer(first);
    const x2 = integer(agree(curve, next, uncompressed));
    const y1 = integer(candidate.subarray(size + 1));
    const right = (x1 * x + a) * (x1 + x) + 2n * b - x2 * (x1 - x) ** 2n;
    odd = (right - 2n * y * y1) % p !== 0n;
    if (odd && (right + 2n * y * y1) % p !== 0n) throw new Error('The y coordinate of k·P was not recovered.');
  }
  if (form === 'compressed') return join([Uint8Array.of(odd ? 3 : 2), first]);
  return odd ? uncompress(curve, join([Uint8Array.of(3), first])) : candidate;
}

/** Private KeyObjects by the very array that holds the secret; the copy shows when somebody wrote another one into it. */
const signers = new WeakMap<Uint8Array, { curve: Curve; secret: Uint8Array; handle: node.KeyObject }>();
function signer(curve: Curve, secret: Uint8Array): node.KeyObject {
  const found = signers.get(secret);
  if (found !== undefined && found.curve === curve && same(found.secret, secret)) return found.handle;
  // with the public key inside, as OpenSSL takes longer to make it on import
  const pub = wrap(0xa1, wrap(0x03, zero, multiplyBase(curve, secret, 'uncompressed')));
  const ecPrivateKey = wrap(0x30, Uint8Array.of(0x02, 1, 1), wrap(0x04, secret), pub);
  const pkcs8 = wrap(0x30, Uint8Array.of(0x02, 1, 0), ofEcdsa(named, curve).algorithm, wrap(0x04, ecPrivateKey));
  const handle = node.createPrivateKey({ key: Buffer.from(pkcs8.buffer), format: 'der', type: 'pkcs8' });
  signers.set(secret, { curve, secret: new Uint8Array(secret), handle });
  return handle;
}

/** A digest by way of a string of characters below 256: Node takes twice as long to hand over a buffer of its own. */
function hash(hash: Hash, ...parts: readonly Uint8Array[]): Uint8Array {
  const text = node.hash(hash, parts.length === 1 ? parts[0]! : join(parts), 'binary');
  const digest = new Uint8Array(text.length);
  for (let at = 0; at < digest.length; at++) digest[at] = text.charCodeAt(at);
  return digest;
}
function hmac(name: Hash, key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = name === 'sha384' ? 128 : 64;
  const short = key.length > block ? hash(name, key) : key;
  const inner = new Uint8Array(block).fill(0x36);
  const outer = new Uint8Array(block).fill(0x5c);
  for (let at = 0; at < short.length; at++) {
    inner[at]! ^= short[at]!;
    outer[at]! ^= short[at]!;
  }
  return hash(name, outer, hash(name, inner, data));
}

function aes(what: string, key: Uint8Array, nonce?: Uint8Array): void {
  if (key.length !== 16) throw new RangeError(`${what} takes a key of 16 octets, not ${key.length}.`);
  if (nonce && nonce.length !== 12) throw new RangeError(`${what} takes a nonce of 12 octets, not ${nonce.length}.`);
}

/** For DER that is read before anything else happens: an array of its own costs Node more than filling one. */
const scratch = new Uint8Array(signature.longest(48));
/** The same for what is read on other threads: as many as were ever in flight. */
const rooms: Uint8Array<ArrayBuffer>[] = [];

export const openssl: CryptoProvider = {
  name: 'openssl',
  sm: false,
  hash,
  hashing(name) {
    const state = node.createHash(name);
    return { update: (octets) => state.update(octets), digest: () => plain(state.digest()) };
  },
  hmac,
  publicKey,
  verify(key, hash, message, { r, s }) {
    const der = signature.toDer({ r, s }, size(key.curve), scratch);
    const handle = der && handleOf(key);
    return handle !== undefined && node.verify(hash, message, handle, der!);
  },
  verifyLater(key, hash, message, { r, s }) {
    const room = rooms.pop() ?? new Uint8Array(signature.longest(48));
    const der = signature.toDer({ r, s }, size(key.curve), room);
    const handle = der && handleOf(key);
    if (handle === undefined) {
      rooms.push(room);
      return Promise.resolve(false);
    }
    return new Promise((settle) => {
      node.verify(hash, message, handle, der!, (error, valid) => {
        rooms.push(room);
        settle(error === null && valid);
      });
    });
  },
  sign(curve, hash, secret, message): EcdsaSignature {
    return signature.fromDer(node.sign(hash, message, signer(curve, secret)), size(curve));
  },
  multiplyBase,
  multiply,
  add(curve, p, q, form) {
    return affine.add(curve, uncompress(curve, p), uncompress(curve, q), form);
  },
  uncompress,
  agree,
  aesBlocks(key, blocks) {
    aes('AES-128', key);
    if (blocks.length % 16 !== 0) throw new RangeError(`AES takes whole blocks of 16 octets, not ${blocks.length}.`);
    return plain(node.createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(blocks));
  },
  seal(key, nonce, plaintext) {
    aes('AES-CCM', key, nonce);
    const cipher = node.createCipheriv('aes-128-ccm', key, nonce, { authTagLength: 16 });
    const text = cipher.update(plaintext);
    cipher.final();
    return join([text, cipher.getAuthTag()]);
  },
  unseal(key, nonce, ciphertext) {
    aes('AES-CCM', key, nonce);
    if (ciphertext.length < 16) return undefined;
    const end = ciphertext.length - 16;
    const decipher = node.createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: 16 });
    decipher.setAuthTag(ciphertext.subarray(end));
    try {
      const text = decipher.update(ciphertext.subarray(0, end));
      decipher.final();
      return plain(text);
    } catch {
      return undefined;
    }
  },
};
