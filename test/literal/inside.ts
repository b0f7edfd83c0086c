/** What can be wrong within what is signed: signed or encrypted once more, keys and extensions in the header. */
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { pair, written } from './build.ts';
import { demand, pick } from './chosen.ts';
import type { Defect } from './defects.ts';
import { type Draft, encryptionKey } from './draft.ts';

const spdus = coer(Ieee1609Dot2Data);
const tbsDatas = coer(ToBeSignedData);
const SECRET = {
  recipients: [],
  ciphertext: { tag: 'aes128ccm', value: { nonce: new Uint8Array(12), ccmCiphertext: new Uint8Array(20) } },
} as const;
const signature = {
  tag: 'ecdsaNistP256Signature',
  value: { rSig: { tag: 'x-only', value: new Uint8Array(32).fill(7) }, sSig: new Uint8Array(32).fill(7) },
} as const;

function put(d: Draft, content: Ieee1609Dot2Data['content']): void {
  // Of one that takes octets of any kind nothing else is broken.
  demand(d, { message: undefined });
  const inner = { protocolVersion: 3, content } as const;
  d.payload = { data: { value: inner, octets: spdus.encode(inner) }, extDataHash: undefined };
}
const points = pair('P-256', 'to encrypt for').point;
const x = new Uint8Array(32).fill(0xff);
/** Of a form that is no key: the x of a point, no point, an x that no point has, a place beside the curve. */
const NONE = {
  'x alone': written('P-256', points, 'x-only'),
  nothing: { tag: 'fill', value: null },
  'x of no point': { tag: 'compressed-y-0', value: x },
  'beside the curve': written('P-256', points, 'off'),
} as const;
function withKey(d: Draft, value: (typeof NONE)[keyof typeof NONE]): void {
  const key = encryptionKey(2)!;
  const publicKey = { ...key.publicKey, value } as typeof key.publicKey;
  d.header.encryptionKey = { tag: 'public', value: { ...key, publicKey } };
}
const noKeys: Readonly<Record<string, Defect>> = Object.fromEntries(
  Object.entries(NONE).map(([name, value]) => [`key in the header: ${name}`, (d: Draft) => withKey(d, value)]),
);

function extend(d: Draft, [contributorId, ...octets]: readonly [number, ...number[]]): void {
  d.header.contributedExtensions = [{ contributorId, extns: [Uint8Array.from(octets)] }];
}

export const insideDefects: Readonly<Record<string, Defect>> = {
  ...noKeys,
  'key in the header, uncompressed': (d, t) => {
    d.header.encryptionKey = { tag: 'public', value: encryptionKey(pick([3, 5], t))! };
  },
  'signed twice': (d) => {
    const content = { tag: 'unsecuredData', value: Uint8Array.of(7) } as const;
    const data = { value: { protocolVersion: 3, content }, octets: Uint8Array.of(3, 0x80, 1, 7) } as const;
    const tbs = { payload: { data, extDataHash: undefined }, headerInfo: d.header };
    const tbsData = { value: tbs, octets: tbsDatas.encode(tbs) };
    put(d, {
      tag: 'signedData',
      value: { hashId: 'sha256', tbsData, signer: { tag: 'self', value: null }, signature },
    });
  },
  'encrypted within': (d) => put(d, { tag: 'encryptedData', value: SECRET }),
  'extension that is none': (d, t) =>
    // Too short for what its number says it is, or with something behind it.
    extend(
      d,
      pick(
        [
          [1, 1, 3, 1, 2, 3],
          [1, 9, 1, 1, 1],
        ] as const,
        t,
      ),
    ),
  'extension of another': (d, t) =>
    // Of a number nobody has, or of somebody else.
    extend(
      d,
      pick(
        [
          [1, 9, 3, 1, 2, 3],
          [7, 1, 3, 1, 2, 3],
        ] as const,
        t,
      ),
    ),
  'key in the header': (d, t) => {
    const key = encryptionKey(t % 6);
    d.header.encryptionKey = key
      ? { tag: 'public', value: key }
      : { tag: 'symmetric', value: { tag: 'aes128Ccm', value: new Uint8Array(16) } };
  },
};
