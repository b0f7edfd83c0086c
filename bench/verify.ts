/** Figures of verifying and signing, beside the one operation of public-key cryptography that no verifier can do without. */
import * as node from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { coer } from '../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../asn1/ieee1609dot2/data.ts';
import { noble } from '../src/crypto/noble.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { toDer } from '../src/crypto/signature.ts';
import { unwrap } from '../src/net/wsm.ts';
import { signSpdu } from '../src/secure/sign.ts';
import type { Holder } from '../src/trust/issue.ts';
import { signatureOf } from '../src/trust/point.ts';
import { explain } from '../src/trust/result.ts';
import { requestRights } from '../src/trust/ssp.ts';
import { type Verdict, Verifier } from '../src/verify/verifier.ts';
import {
  crypto,
  explicitAmbulance,
  HERE,
  implicitAmbulance,
  keys,
  NOW,
  revoked,
  signedFrame,
  signing,
  trusting,
} from './material.ts';
import { type Side, side } from './timer.ts';
import { Belt, fleet, introduce } from './traffic.ts';

/** Distinct messages of a round; behind the last one the replay cache is a fresh one. */
const MESSAGES = 3000;
/** A certificate of its own for each message, which is more work to make. */
const STRANGERS = 500;

/** The whole way of a signed request whose signer was heard before, from the frame off the air to the role it may claim. */
export function knownSigner(name: string, provider: CryptoProvider): Side {
  const signer = implicitAmbulance();
  const frames = Array.from({ length: MESSAGES }, (_, n) => signedFrame(signer, 'digest', n));
  const store = trusting(provider);
  const introduction = signedFrame(signer, 'certificate', MESSAGES);
  return receiving(name, provider, store, frames, introduction);
}

/** The same of BSMs of so many signers in turn, each of whom was heard before. */
export function manySigners(name: string, signers: number): Side {
  const all = fleet(signers);
  const count = Math.max(MESSAGES, signers);
  const belt = new Belt(count).fill({ fleet: all, count, from: NOW, perSecond: 1e6 });
  const store = trusting(crypto, signers);
  introduce(store, all);
  const options = { crypto, clock: { now: () => NOW + 1e6 }, store, revocations: revoked(crypto), place: () => HERE };
  let verifier = new Verifier(options);
  let next = 0;
  return side(name, () => {
    if (next === count) {
      next = 0;
      verifier = new Verifier(options);
    }
    const verdict = verifier.verify(belt.octets(next), belt.psid(next));
    if (!verdict.ok) throw new Error(`refused: ${explain(verdict)}`);
    next++;
  });
}

/** The same for a signer never heard before, under a chain whose authorities are known. */
export function unknownSigner(name: string, form: 'explicit' | 'implicit'): Side {
  const signer = (n: number): Holder => (form === 'explicit' ? explicitAmbulance(n) : implicitAmbulance(n));
  const frames = Array.from({ length: STRANGERS }, (_, n) => signedFrame(signer(n), 'certificate', n));
  // With room for one signer, whoever comes again is a stranger again.
  return receiving(name, crypto, trusting(crypto, 1), frames);
}

function receiving(
  name: string,
  provider: CryptoProvider,
  store: ReturnType<typeof trusting>,
  frames: readonly Uint8Array[],
  introduction?: Uint8Array,
): Side {
  const options = {
    crypto: provider,
    clock: { now: () => NOW + 1e6 },
    store,
    revocations: revoked(provider),
    place: () => HERE,
  };
  let verifier = new Verifier(options);
  if (introduction) take(verifier, introduction);
  let next = 0;
  return side(name, () => {
    if (next === frames.length) {
      next = 0;
      verifier = new Verifier(options);
    }
    take(verifier, frames[next++]!);
  });
}

/** Throws where anything at all is refused: a refusal is cheaper than an acceptance, and would make the figure a lie. */
function take(verifier: Verifier, frame: Uint8Array): void {
  const wsm = unwrap(frame);
  if (!wsm.ok) throw new Error(`dropped: ${wsm.sentence}`);
  const verdict = verifier.verify(wsm.data, wsm.psid);
  if (!verdict.ok) throw new Error(`refused: ${explain(verdict)}`);
  if (!authorised(verdict)) throw new Error('the role of the request is not covered by the SSP');
}
function authorised({ ssp, profile, payload }: Extract<Verdict, { ok: true }>): boolean {
  if (payload.tag !== 'messageFrame' || payload.value.tag !== 'SignalRequestMessage') return false;
  const role = payload.value.value.requestor.type?.role;
  const rights = requestRights(ssp, profile.ssp, profile.bits);
  return role !== undefined && rights?.roles.has(role) === true && rights.importance === 14;
}

/** One signature, its message of 64 octets (two hashes, as IEEE 1609.2 signs) and the key, taken out of a signed request. */
export function sample(signer: Holder = explicitAmbulance(), n = 0) {
  const octets = signSpdu(signing(signer, 'digest', n));
  const { content } = coer(Ieee1609Dot2Data).read(octets);
  if (content.tag !== 'signedData') throw new Error('what was signed is no signed data');
  const signature = signatureOf(content.value.signature)!;
  const message = Buffer.concat([crypto.hash('sha256', content.value.tbsData.octets), signer.record.hash]);
  const point = crypto.uncompress('P-256', signer.key.public);
  const text = (from: number) => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: text(1), y: text(33) };
  /** As crypto.verify of Node is fastest with them. */
  const forNode = { key: node.createPublicKey({ key: jwk, format: 'jwk' }), der: toDer(signature, 32)! };
  return { signer, signature, message, point, jwk, ...forNode };
}

/** crypto.verify of Node and nothing else, with the key object kept and the signature already in DER. */
export function nodeVerify(name: string): Side {
  const { message, key, der } = sample();
  return side(name, () => {
    if (!node.verify('sha256', message, key, der)) throw new Error('the reference did not verify');
  });
}
/** The same in turn for the keys of so many signers, which no cache of the processor holds all of. */
export function nodeVerifyMany(name: string, signers: number): Side {
  const all = fleet(signers).cars.map((car, n) => {
    const { message, key, der } = sample(car, n);
    return { message, key, der };
  });
  let next = 0;
  return side(name, () => {
    const { message, key, der } = all[next++ % all.length]!;
    if (!node.verify('sha256', message, key, der)) throw new Error('the reference did not verify');
  });
}

/** verify of @noble/curves and nothing else, with the point already uncompressed. */
export function nobleVerify(name: string): Side {
  const { signature, message, point } = sample();
  const both = Buffer.concat([signature.r, signature.s]);
  return side(name, () => {
    if (!p256.verify(both, message, point, { lowS: false })) throw new Error('the reference did not verify');
  });
}
export const nobleKnownSigner = (name: string): Side => knownSigner(name, noble);

/** A signed request made from its payload. */
export function sign(name: string): Side {
  const signer = implicitAmbulance();
  const all = Array.from({ length: MESSAGES }, (_, n) => signing(signer, 'digest', n));
  let next = 0;
  return side(name, () => {
    signSpdu(all[next++ % MESSAGES]!);
  });
}
/** crypto.sign of Node and nothing else, with the key object kept. */
export function nodeSign(name: string): Side {
  const { message, signer, jwk } = sample();
  const d = Buffer.from(keys.secret(signer.key)).toString('base64url');
  const key = node.createPrivateKey({ key: { ...jwk, d }, format: 'jwk' });
  return side(name, () => {
    node.sign('sha256', message, key);
  });
}
