/** Certificates that are none, and such as are of another time: each way of it has a name, so that none is left out. */
import type { Plan } from './build.ts';
import { LENGTH, ownPsid, someone } from './chosen.ts';
import type { Defect } from './defects.ts';
import { type Draft, group } from './draft.ts';
import { spot } from './place.ts';

const unknown = (index: number) => ({ tag: '?', value: { index, octets: Uint8Array.of(1, 2) } }) as const;

/** Of a form that is no certificate. */
const malformed: Readonly<Record<string, (d: Draft, c: Plan) => void>> = {
  'no permission': (_, c) => {
    c.fields.appPermissions = undefined;
    c.fields.certIssuePermissions = undefined;
    c.fields.certRequestPermissions = undefined;
  },
  'a PSID twice': (d, c) => {
    c.fields.appPermissions = [
      ...(c.fields.appPermissions ?? [{ psid: ownPsid(d), ssp: undefined }]),
      { psid: 38, ssp: undefined },
      { psid: 38, ssp: undefined },
    ];
  },
  'two entries for all': (_, c) => {
    c.fields.certIssuePermissions = [group(undefined, LENGTH), group(undefined, LENGTH)];
  },
  'chains of no certificate': (_, c) => {
    c.fields.certIssuePermissions = [group(undefined, { minChainLength: 0, chainLengthRange: -1 })];
  },
  'mask of another length': (d, c) => {
    const range = { sspValue: Uint8Array.of(1, 2), sspBitmask: Uint8Array.of(1) };
    c.fields.certIssuePermissions = [
      group([{ psid: ownPsid(d), sspRange: { tag: 'bitmapSspRange', value: range } }], LENGTH),
    ];
  },
  'x alone for a key': (_, c) => {
    c.keyForm = 'x-only';
  },
  'no point for a key': (_, c) => {
    c.keyForm = 'fill';
  },
  'type of the other kind': (_, c) => {
    c.after = (made) => ({ ...made, type: made.type === 'explicit' ? 'implicit' : 'explicit' });
  },
  'signature of the other kind': (_, c) => {
    c.after = (made) => ({ ...made, signature: made.signature ? undefined : FILLED });
  },
  'rectangle upside down': (_, c) => {
    c.fields.region = { tag: 'rectangularRegion', value: [{ northWest: spot(-100, -100), southEast: spot(100, 100) }] };
  },
  'no rectangle': (_, c) => {
    c.fields.region = { tag: 'rectangularRegion', value: [] };
  },
  'country of no region': (_, c) => {
    c.fields.region = {
      tag: 'identifiedRegion',
      value: [{ tag: 'countryAndRegions', value: { countryOnly: 840, regions: [] } }],
    };
  },
  'circle around no place': (_, c) => {
    c.fields.region = { tag: 'circularRegion', value: { center: { ...spot(0, 0), latitude: 900_000_001 }, radius: 9 } };
  },
  'chains that end in nothing': (d, c) => {
    const range = [{ psid: ownPsid(d), sspRange: undefined }];
    c.fields.certRequestPermissions = [group(range, LENGTH, { octets: Uint8Array.of(0), length: 8 })];
  },
  'x alone of a key to encrypt for': (_, c) => {
    const value = { tag: 'x-only', value: new Uint8Array(32).fill(1) } as const;
    c.fields.encryptionKey = { supportedSymmAlg: 'aes128Ccm', publicKey: { tag: 'eciesNistP256', value } };
  },
  'sides that cross': (_, c) => {
    const [a, b, e, f] = [spot(-100, -100), spot(100, 100), spot(-100, 100), spot(100, -100)];
    c.fields.region = { tag: 'polygonalRegion', value: [a, b, e, f] };
  },
  'two entries for all in requests': (_, c) => {
    c.fields.certRequestPermissions = [group(undefined, LENGTH), group(undefined, LENGTH)];
  },
  'entry of no PSID': (_, c) => {
    c.fields.certIssuePermissions = [...(c.fields.certIssuePermissions ?? []), group([], LENGTH)];
    c.type = 'explicit';
  },
  'rectangle mirrored': (_, c) => {
    c.fields.region = { tag: 'rectangularRegion', value: [{ northWest: spot(100, 100), southEast: spot(-100, -100) }] };
  },
  'rectangle of no height': (_, c) => {
    c.fields.region = { tag: 'rectangularRegion', value: [{ northWest: spot(0, -100), southEast: spot(0, 100) }] };
  },
  'no form for a key to encrypt for': (_, c) => {
    const value = { tag: 'fill', value: null } as const;
    c.fields.encryptionKey = { supportedSymmAlg: 'aes128Ccm', publicKey: { tag: 'eciesNistP256', value } };
  },
};
const FILLED = {
  tag: 'ecdsaNistP256Signature',
  value: { rSig: { tag: 'x-only', value: new Uint8Array(32).fill(7) }, sSig: new Uint8Array(32).fill(7) },
} as const;

/** With something in it that a receiver has to know and does not. */
const strange: Readonly<Record<string, (c: Plan) => void>> = {
  id: (c) => {
    c.fields.id = unknown(7);
  },
  region: (c) => {
    c.fields.region = unknown(7);
  },
  country: (c) => {
    c.fields.region = { tag: 'identifiedRegion', value: [{ tag: 'countryOnly', value: 840 }, unknown(9)] };
  },
  'subject permissions': (c) => {
    c.fields.certIssuePermissions = [{ ...group(undefined, LENGTH), subjectPermissions: unknown(5) }];
  },
  'key indicator': (c) => {
    c.early = (tbs) => ({ ...tbs, verifyKeyIndicator: unknown(5) });
  },
  'SM2 key': (c) => {
    c.early = (tbs) => ({
      ...tbs,
      verifyKeyIndicator: {
        tag: 'verificationKey',
        value: { tag: 'ecsigSm2', value: { tag: 'compressed-y-0', value: new Uint8Array(32).fill(1) } },
      },
    });
  },
  type: (c) => {
    c.after = (made) => ({ ...made, type: '?5' });
  },
  'issuer by SM3': (c) => {
    c.after = (made) => ({ ...made, issuer: { tag: 'sm3AndDigest', value: new Uint8Array(8) } });
  },
  issuer: (c) => {
    c.after = (made) => ({ ...made, issuer: unknown(9) });
  },
  'SM2 signature': (c) => {
    const sm2 = { tag: 'sm2Signature', value: { rSig: new Uint8Array(32), sSig: new Uint8Array(32) } } as const;
    c.after = (made) => (made.signature ? { ...made, signature: sm2 } : { ...made, type: '?5' });
  },
};

const named = <T>(what: string, all: Readonly<Record<string, T>>, done: (one: T) => Defect): Record<string, Defect> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [`${what}: ${name}`, done(one)]));

export const malformedDefects: Readonly<Record<string, Defect>> = {
  ...named('no certificate', malformed, (spoil) => (d, t) => spoil(d, someone(d, t))),
  ...named('certificate from another time', strange, (spoil) => (d, t) => spoil(someone(d, t))),
};
