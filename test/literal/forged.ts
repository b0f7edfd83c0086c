/** What can be wrong with a certificate, with its place in a chain and with its region. */
import type { Form, Plan } from './build.ts';
import { authority, LENGTH, levelOf, ownPsid, pick, someone } from './chosen.ts';
import type { Defect } from './defects.ts';
import { BOTH, type Draft, group } from './draft.ts';
import { circle, country, polygon, rectangles, sizeAt, spot } from './place.ts';

const unknown = (index: number) => ({ tag: '?', value: { index, octets: Uint8Array.of(1, 2) } }) as const;

/** Of a form that is no certificate. */
const malformed: readonly ((d: Draft, c: Plan) => void)[] = [
  (_, c) => {
    c.fields.appPermissions = undefined;
    c.fields.certIssuePermissions = undefined;
    c.fields.certRequestPermissions = undefined;
  },
  (d, c) => {
    c.fields.appPermissions = [
      ...(c.fields.appPermissions ?? [{ psid: ownPsid(d), ssp: undefined }]),
      { psid: 38, ssp: undefined },
      { psid: 38, ssp: undefined },
    ];
  },
  (_, c) => {
    c.fields.certIssuePermissions = [group(undefined, LENGTH), group(undefined, LENGTH)];
  },
  (_, c) => {
    c.fields.certIssuePermissions = [group(undefined, { minChainLength: 0, chainLengthRange: -1 })];
  },
  (d, c) => {
    const range = { sspValue: Uint8Array.of(1, 2), sspBitmask: Uint8Array.of(1) };
    c.fields.certIssuePermissions = [
      group([{ psid: ownPsid(d), sspRange: { tag: 'bitmapSspRange', value: range } }], LENGTH),
    ];
  },
  (_, c) => {
    c.keyForm = 'x-only';
  },
  (_, c) => {
    c.keyForm = 'fill';
  },
  (_, c) => {
    c.after = (made) => ({ ...made, type: made.type === 'explicit' ? 'implicit' : 'explicit' });
  },
  (_, c) => {
    c.after = (made) => ({ ...made, signature: made.signature ? undefined : FILLED });
  },
  (_, c) => {
    c.fields.region = { tag: 'rectangularRegion', value: [{ northWest: spot(-100, -100), southEast: spot(100, 100) }] };
  },
  (_, c) => {
    c.fields.region = { tag: 'rectangularRegion', value: [] };
  },
  (_, c) => {
    c.fields.region = {
      tag: 'identifiedRegion',
      value: [{ tag: 'countryAndRegions', value: { countryOnly: 840, regions: [] } }],
    };
  },
  (_, c) => {
    c.fields.region = { tag: 'circularRegion', value: { center: { ...spot(0, 0), latitude: 900_000_001 }, radius: 9 } };
  },
  (d, c) => {
    const range = [{ psid: ownPsid(d), sspRange: undefined }];
    c.fields.certRequestPermissions = [group(range, LENGTH, { octets: Uint8Array.of(0), length: 8 })];
  },
  (_, c) => {
    const value = { tag: 'x-only', value: new Uint8Array(32).fill(1) } as const;
    c.fields.encryptionKey = { supportedSymmAlg: 'aes128Ccm', publicKey: { tag: 'eciesNistP256', value } };
  },
  (_, c) => {
    const [a, b, e, f] = [spot(-100, -100), spot(100, 100), spot(-100, 100), spot(100, -100)];
    c.fields.region = { tag: 'polygonalRegion', value: [a, b, e, f] };
  },
];
const FILLED = {
  tag: 'ecdsaNistP256Signature',
  value: { rSig: { tag: 'x-only', value: new Uint8Array(32).fill(7) }, sSig: new Uint8Array(32).fill(7) },
} as const;

/** With something in it that a receiver has to know and does not. */
const strange: readonly ((c: Plan) => void)[] = [
  (c) => {
    c.fields.id = unknown(7);
  },
  (c) => {
    c.fields.region = unknown(7);
  },
  (c) => {
    c.fields.region = { tag: 'identifiedRegion', value: [{ tag: 'countryOnly', value: 840 }, unknown(9)] };
  },
  (c) => {
    c.fields.certIssuePermissions = [{ ...group(undefined, LENGTH), subjectPermissions: unknown(5) }];
  },
  (c) => {
    c.early = (tbs) => ({ ...tbs, verifyKeyIndicator: unknown(5) });
  },
  (c) => {
    c.early = (tbs) => ({
      ...tbs,
      verifyKeyIndicator: {
        tag: 'verificationKey',
        value: { tag: 'ecsigSm2', value: { tag: 'compressed-y-0', value: new Uint8Array(32).fill(1) } },
      },
    });
  },
  (c) => {
    c.after = (made) => ({ ...made, type: '?5' });
  },
  (c) => {
    c.after = (made) => ({ ...made, issuer: { tag: 'sm3AndDigest', value: new Uint8Array(8) } });
  },
  (c) => {
    c.after = (made) => ({ ...made, issuer: unknown(9) });
  },
  (c) => {
    const sm2 = { tag: 'sm2Signature', value: { rSig: new Uint8Array(32), sSig: new Uint8Array(32) } } as const;
    c.after = (made) => (made.signature ? { ...made, signature: sm2 } : { ...made, type: '?5' });
  },
];

export const chainDefects = {
  'issuer unknown': (d, t) => {
    const level = 1 + (t % (d.chain.length - 1));
    d.along = Math.min(d.along, level);
    d.unknown.add(level);
    if (level === d.chain.length - 1) d.rootTrusted = false;
  },
  'root not trusted': (d) => {
    d.rootTrusted = false;
    d.along = d.chain.length;
  },
  'issued by itself': (d) => {
    const [end] = d.chain;
    end!.type = 'explicit';
    end!.selfIssued = true;
  },
  'chain of ten': (d, t) => {
    const root = d.chain.at(-1)!;
    const wide = [group(undefined, LENGTH, BOTH)];
    const { start } = root.fields.validityPeriod;
    root.fields.validityPeriod = { start: start - 86_400 * 400, duration: { tag: 'years', value: 50 } };
    const more = Array.from(
      { length: 10 - d.chain.length },
      (_, i): Plan => ({
        ...structuredClone(root),
        label: `one more ${i}`,
        curve: 'P-256',
        fields: {
          ...root.fields,
          region: undefined,
          validityPeriod: { start: start - 60, duration: { tag: 'years', value: 45 } },
        },
      }),
    );
    d.chain.splice(-1, 0, ...more);
    for (const c of d.chain.slice(1)) c.fields.certIssuePermissions = wide;
    d.along = pick([1, 3, 4, 5, 9], t);
  },
  'no certificate': (d, t) => {
    const which = malformed[Math.floor(t / 5) % malformed.length]!;
    which(d, someone(d, t));
  },
  'certificate from another time': (d, t) => strange[Math.floor(t / 5) % strange.length]!(someone(d, t)),
  'implicit authority': (d, t) => {
    const ca = authority(d, t);
    const issuer = d.chain[levelOf(d, ca) + 1]!;
    issuer.curve = 'P-256';
    ca.type = 'implicit';
    ca.curve = 'P-256';
  },
  'larger than the region of its issuer': (d, t) => {
    const c = someone(d, t);
    const above = d.chain.length - 1 - levelOf(d, c) - 1;
    const size = sizeAt(above);
    const shape = pick([circle, rectangles, polygon], t);
    d.chain[levelOf(d, c) + 1]!.fields.region ??= pick([circle(size), rectangles(size), polygon(size)], t >> 3);
    const issuer = d.chain[levelOf(d, c) + 1]!.fields.region!;
    c.fields.region = issuer.tag === 'identifiedRegion' ? country(250) : shape(size / 2, 0, size * 0.8);
    for (const below of d.chain.slice(0, levelOf(d, c))) below.fields.region = undefined;
    // The region of the issuer may be that of one above it, inherited.
    const above2 = d.chain[levelOf(d, c) + 2];
    if (above2 && (t >> 5) % 2 === 0) {
      above2.fields.region = issuer;
      for (const higher of d.chain.slice(levelOf(d, c) + 3)) higher.fields.region = undefined;
      d.chain[levelOf(d, c) + 1]!.fields.region = undefined;
    }
    d.header.generationLocation = { ...spot(0, issuer.tag === 'identifiedRegion' ? 0 : size * 0.7), elevation: 0 };
    d.place = undefined;
  },
  'country without a map': (d) => {
    d.map = undefined;
    d.header.generationLocation ??= { ...spot(0, 0), elevation: 0 };
    for (const c of d.chain) c.fields.region = undefined;
    d.chain[0]!.fields.region = country(840);
  },
  'region of many parts': (d, t) => {
    const box = { northWest: spot(1, -1), southEast: spot(-1, 1) };
    const count = pick([64, 65], t);
    for (const c of d.chain) c.fields.region = undefined;
    d.chain[0]!.fields.region = { tag: 'rectangularRegion', value: Array.from({ length: count }, () => box) };
    d.header.generationLocation ??= { ...spot(0, 0), elevation: 0 };
  },
  'place of one point': (d, t) => {
    for (const c of d.chain) c.fields.region = undefined;
    d.chain[0]!.fields.region = circle(0);
    d.header.generationLocation = { ...spot(pick([0, 1], t), 0), elevation: pick([0, 65_535], t >> 1) };
  },
  'region of a country': (d, t) => {
    for (const c of d.chain) c.fields.region = undefined;
    d.header.generationLocation ??= { ...spot(0, 0), elevation: 0 };
    const part = { tag: 'countryAndRegions', value: { countryOnly: 840, regions: [26, 39] } } as const;
    d.chain[0]!.fields.region = pick([country(840), country(124), { tag: 'identifiedRegion', value: [part] }], t);
    d.chain.at(-1)!.fields.region = pick(
      [country(840, 124), country(840), { tag: 'identifiedRegion', value: [part] }],
      t >> 2,
    );
  },
  'hash that does not fit': (d, t) => {
    const c = someone(d, t);
    const curve = d.chain[levelOf(d, c) + 1]!.curve;
    c.hash = curve === 'P-384' || curve === 'brainpoolP384r1' ? 'sha256' : 'sha384';
    c.type = 'explicit';
  },
  'signed by a forger': (d, t) => {
    const c = someone(d, t);
    c.type = 'explicit';
    c.forger = 'a forger';
  },
  'certificate changed after it was signed': (d, t) => {
    someone(d, t).late = (tbs) => ({
      ...tbs,
      assuranceLevel: Uint8Array.of(tbs.assuranceLevel?.[0] === 0xe0 ? 0 : 0xe0),
    });
  },
  'certificate with R half wrong': (d, t) => {
    someone(d, t).rForm = pick(['wrong y', 'off', 'fill'] as readonly Form[], t >> 2);
  },
  'key that is no point': (d, t) => {
    someone(d, t).keyForm = pick(['off', 'wrong y'] as readonly Form[], t >> 3);
  },
} as const satisfies Readonly<Record<string, Defect>>;
