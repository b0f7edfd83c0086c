/**
 * What runs in the page: every case it is given through the module as it is published, signatures through both providers
 * a browser has, and all of it sent back.
 */
import { fromHex } from '../../asn1/hex.ts';
import { generating } from '../../asn1/literal.ts';
import { noble } from '../../src/crypto/noble.ts';
import type { Curve, Hash } from '../../src/crypto/provider.ts';
import { webcrypto } from '../../src/crypto/webcrypto.ts';
import { type Item, judged } from './judge.ts';

export interface Signed {
  readonly id: string;
  readonly curve: Curve;
  readonly hash: Hash;
  readonly pub: string;
  readonly msg: string;
  readonly r: string;
  readonly s: string;
  readonly valid: boolean;
}
export interface Asked {
  readonly items: readonly Item[];
  readonly signatures: readonly Signed[];
}
export interface Answered {
  /** Whether code may be made from text there. */
  readonly generating: boolean;
  /** By case: at once, and by promise. */
  readonly verdicts: Readonly<Record<string, readonly [once: string, later: string]>>;
  /** By vector: noble, and Web Crypto. */
  readonly signatures: Readonly<Record<string, readonly [noble: boolean, webcrypto: boolean]>>;
  /** How many of the signatures, and of the verdicts by promise, Web Crypto itself answered for. */
  readonly counted: { readonly signatures: number; readonly verdicts: number };
}

/** No more of a page is needed here than a place to write to. */
declare const document: { readonly body: { append(text: string): void } };

let count = 0;
const { subtle } = globalThis.crypto as Partial<typeof globalThis.crypto>;
if (subtle) {
  const verify = subtle.verify.bind(subtle);
  subtle.verify = async (...args) => {
    const answer = await verify(...args);
    count++;
    return answer;
  };
}

const published = '/portable.js';
const { portable } = (await import(/* @vite-ignore */ published)) as typeof import('../../src/portable.ts');
const asked = (await (await fetch('/asked')).json()) as Asked;

const signatures: Record<string, readonly [boolean, boolean]> = {};
for (const { id, curve, hash, pub, msg, ...rs } of asked.signatures) {
  const [message, signature] = [fromHex(msg), { r: fromHex(rs.r), s: fromHex(rs.s) }];
  const key = webcrypto.publicKey(curve, fromHex(pub))!;
  signatures[id] = [
    noble.verify(key, hash, message, signature),
    await webcrypto.verifyLater(key, hash, message, signature),
  ];
}
const counted = { signatures: count, verdicts: 0 };
const verdicts: Record<string, readonly [string, string]> = {};
for (const item of asked.items) {
  verdicts[item.id] = await judged(portable, item);
  document.body.append(`${item.id}: ${verdicts[item.id]!.join(', ')}\n`);
}
counted.verdicts = count - counted.signatures;
const answered: Answered = { generating, verdicts, signatures, counted };
await fetch('/answered', { method: 'POST', body: JSON.stringify(answered) });
