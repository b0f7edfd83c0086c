/** Who encrypts to whom in the tests of this folder: a party for each alternative of RecipientInfo, and strangers. */
import { coer } from '../../asn1/coer.ts';
import { type EncryptedData, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { SoftwareKeyStore } from '../../src/crypto/keystore.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { Reader } from '../../src/secure/decrypt.ts';
import { encryptionKey, type Recipient } from '../../src/secure/encrypt.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { type Holder, issueSelf } from '../../src/trust/issue.ts';
import { canonicalSpdu } from '../../src/trust/signed.ts';
import { crypto, keys, NOW, random, subject } from '../pki.ts';

export type EciesCurve = 'P-256' | 'brainpoolP256r1';
export interface Party {
  readonly name: string;
  readonly to: Recipient;
  readonly as: Reader;
  /** What it opens with: a scalar, or the shared key. */
  readonly secret: Uint8Array;
}
interface Tools {
  readonly crypto: CryptoProvider;
  readonly keys: SoftwareKeyStore;
}

/** A self-signed certificate with an encryption key of that curve. */
export function certified(
  name: string,
  curve: EciesCurve = 'P-256',
  tools: Tools = { crypto, keys },
  signs?: Holder['key'],
) {
  const key = tools.keys.generate(curve);
  const part = { encryptionKey: encryptionKey(curve, key.public) };
  const certificate = issueSelf(tools, signs ?? tools.keys.generate('P-256'), subject(name, part));
  return { certificate, key };
}
export function certificateParty(name: string, curve: EciesCurve = 'P-256', tools: Tools = { crypto, keys }): Party {
  const held = certified(name, curve, tools);
  return {
    name: `the holder of a certificate, ${curve}`,
    to: { to: 'certificate', certificate: held.certificate },
    as: { as: 'certificate', ...held },
    secret: tools.keys.secret(held.key),
  };
}
export function responseParty(curve: EciesCurve = 'P-256', tools: Tools = { crypto, keys }): Party {
  const key = tools.keys.generate(curve);
  const own = encryptionKey(curve, key.public);
  return {
    name: `the holder of a response key, ${curve}`,
    to: { to: 'key', key: own },
    as: { as: 'key', public: own, key },
    secret: tools.keys.secret(key),
  };
}
/** A request signed by its own key, with a response key in its header. */
export function requestWith(own: ReturnType<typeof encryptionKey>): Uint8Array {
  const key = keys.generate('P-256');
  const header = { encryptionKey: { tag: 'public', value: own } } as const;
  return signSpdu({ crypto, keys, key, psid: 35, generationTime: NOW, header, signer: { form: 'self' } });
}
export function signedParty(curve: EciesCurve = 'P-256', tools: Tools = { crypto, keys }): Party {
  const key = tools.keys.generate(curve);
  const own = encryptionKey(curve, key.public);
  const hash = crypto.hash('sha256', canonicalSpdu(requestWith(own))!.octets);
  return {
    name: `who put a key into a signed request, ${curve}`,
    to: { to: 'signed', key: own, hash },
    as: { as: 'signed', hash, key },
    secret: tools.keys.secret(key),
  };
}
export function sharedParty(secret: Uint8Array = random.octets(16)): Party {
  return { name: 'who shares a key', to: { to: 'shared', secret }, as: { as: 'shared', secret }, secret };
}
export function presharedParty(secret: Uint8Array = random.octets(16)): Party {
  return { name: 'who shares the key itself', to: { to: 'preshared', secret }, as: { as: 'shared', secret }, secret };
}

/** One of each that may stand beside each other, on both curves. */
export const mixable: readonly Party[] = (['P-256', 'brainpoolP256r1'] as const).flatMap((curve) => [
  certificateParty(`alice ${curve}`, curve),
  responseParty(curve),
  signedParty(curve),
  sharedParty(),
]);
export const parties: readonly Party[] = [...mixable, presharedParty()];

export function data(octets: Uint8Array): EncryptedData {
  const { content } = coer(Ieee1609Dot2Data).read(octets);
  if (content.tag !== 'encryptedData') throw new Error(content.tag);
  return content.value;
}
/** An Ieee1609Dot2Data around encrypted data that was changed. */
export const spduOf = (value: EncryptedData): Uint8Array =>
  coer(Ieee1609Dot2Data).encode({ protocolVersion: 3, content: { tag: 'encryptedData', value } });
