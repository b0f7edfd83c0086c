/**
 * CryptoProvider that checks signatures of P-256 and P-384 off this thread through Web Crypto, which browsers and Node
 * have. It knows no brainpool curve, answers by promise only, and is missing in a page that did not come by HTTPS or from
 * this machine: all of that is @noble's work, and so is whatever it turns down for reasons of its own.
 */
import { size } from './curve.ts';
import { noble } from './noble.ts';
import type { CryptoProvider, Curve, EcdsaHash, EcdsaSignature, Hash, PublicKey } from './provider.ts';

const known: readonly Curve[] = ['P-256', 'P-384'];
const hashes: Readonly<Record<EcdsaHash, string>> = { sha256: 'SHA-256', sha384: 'SHA-384' };

type Subtle = typeof globalThis.crypto.subtle;
type Imported = Awaited<ReturnType<Subtle['importKey']>>;
/** Made on the first use, as many keys are read and never verified against. */
const handles = new WeakMap<PublicKey, Promise<Imported>>();

function handleOf(subtle: Subtle, key: PublicKey): Promise<Imported> {
  let handle = handles.get(key);
  if (handle === undefined) {
    const point = new Uint8Array(key.uncompressed);
    handle = subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: key.curve }, false, ['verify']);
    handles.set(key, handle);
  }
  return handle;
}

async function verifyLater(
  key: PublicKey,
  hash: Hash,
  message: Uint8Array,
  { r, s }: EcdsaSignature,
): Promise<boolean> {
  const width = size(key.curve);
  if (r.length !== width || s.length !== width) return false;
  // Copies: the key may have to be waited for, and whoever called may fill the array anew meanwhile.
  const signed = new Uint8Array(message);
  const signature = new Uint8Array(2 * width);
  signature.set(r);
  signature.set(s, width);
  const subtle: Subtle | undefined = globalThis.crypto?.subtle;
  if (subtle !== undefined && known.includes(key.curve) && hash !== 'sm3') {
    try {
      const handle = await handleOf(subtle, key);
      return await subtle.verify({ name: 'ECDSA', hash: hashes[hash] }, handle, signature, signed);
    } catch {
      // a key that is none, or a browser with a rule of its own: decided below
    }
  }
  return noble.verify(key, hash, signed, { r: signature.subarray(0, width), s: signature.subarray(width) });
}

/** All but `verifyLater` is @noble's. */
export const webcrypto: CryptoProvider = { ...noble, name: 'webcrypto', verifyLater };
