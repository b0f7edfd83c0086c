/** What can be wrong with a chain, its certificates and the lists they may be on. */
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Form, Plan } from './build.ts';
import type { Defect } from './defects.ts';
import { APP, BOTH, type Draft, ENROL, group, SSP, T0 } from './draft.ts';
import { circle, country, polygon, rectangles, sizeAt, spot } from './place.ts';
import { CA_SERIES, FRESH, hashList, idOf, linkedList, twinList } from './series.ts';

const pick = <T>(all: readonly T[], twist: number): T => all[twist % all.length]!;
const unknown = (index: number) => ({ tag: '?', value: { index, octets: Uint8Array.of(1, 2) } }) as const;

/** A certificate below the root, and sees to it that the receiver hears of it by the message alone. */
function someone(d: Draft, twist: number): Plan {
  const level = twist % Math.max(1, d.chain.length - 1);
  d.along = Math.max(d.along, d.chain.length - 1);
  return d.chain[level]!;
}
/** A CA below the root; the end entity where there is none. */
function authority(d: Draft, twist: number): Plan {
  d.along = Math.max(d.along, d.chain.length - 1);
  return d.chain.length > 2 ? d.chain[1 + (twist % (d.chain.length - 2))]! : d.chain[0]!;
}
const levelOf = (d: Draft, c: Plan): number => d.chain.indexOf(c);
const issuing = (
  c: Plan,
  change: (groups: readonly PsidGroupPermissions[]) => readonly PsidGroupPermissions[],
): void => {
  const { certIssuePermissions } = c.fields;
  if (certIssuePermissions) c.fields.certIssuePermissions = change(certIssuePermissions);
};
/** Any CA, the root as well: what it may give is judged from below. */
const giver = (d: Draft, twist: number): Plan => {
  d.along = Math.max(d.along, d.chain.length - 1);
  return d.chain[1 + (twist % (d.chain.length - 1))]!;
};
const ownPsid = (d: Draft): number => d.header.psid;
const LENGTH = { minChainLength: 1, chainLengthRange: -1 } as const;

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
  'begins before its issuer': (d, t) => {
    const c = someone(d, t);
    const { start } = d.chain[levelOf(d, c) + 1]!.fields.validityPeriod;
    c.fields.validityPeriod = { ...c.fields.validityPeriod, start: start - 1 };
    if (levelOf(d, c) === 0) c.fields.validityPeriod = { start: start - 1, duration: { tag: 'hours', value: 10_000 } };
  },
  'ends after its issuer': (d, t) => {
    const c = someone(d, t);
    c.fields.validityPeriod = { ...c.fields.validityPeriod, duration: { tag: 'years', value: 60 } };
  },
  'for as long as its issuer': (d, t) => {
    const c = someone(d, t);
    const issuer = d.chain[levelOf(d, c) + 1]!;
    c.fields.validityPeriod = { ...issuer.fields.validityPeriod };
    for (const below of d.chain.slice(0, levelOf(d, c)))
      below.fields.validityPeriod = { ...issuer.fields.validityPeriod };
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
    d.header.generationLocation ??= { ...spot(0, 0), elevation: 0 };
    d.header.generationLocation = { ...spot(0, issuer.tag === 'identifiedRegion' ? 0 : size * 0.7), elevation: 0 };
    d.place = undefined;
  },
  'country without a map': (d) => {
    d.map = undefined;
    d.header.generationLocation ??= { ...spot(0, 0), elevation: 0 };
    for (const c of d.chain) c.fields.region = undefined;
    d.chain[0]!.fields.region = country(840);
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
  'PSID its issuer may not give': (d, t) => {
    const ca = giver(d, t);
    const other = group([{ psid: 98, sspRange: undefined }], LENGTH);
    const never = group([{ psid: ownPsid(d), sspRange: { tag: 'opaque', value: [] } }], LENGTH);
    issuing(ca, (groups) =>
      pick(
        [
          [other],
          [group(undefined, LENGTH), never],
          groups.filter((g) => g.subjectPermissions.tag === 'all').length ? [other] : [other, never],
        ],
        t >> 3,
      ),
    );
  },
  'SSP its issuer may not give': (d, t) => {
    const other = SSP.map((v) => v ^ 0x10);
    const value = pick(
      [
        { tag: 'opaque', value: [other] },
        { tag: 'bitmapSspRange', value: { sspValue: other, sspBitmask: Uint8Array.of(255, 255, 255) } },
        {
          tag: 'bitmapSspRange',
          value: { sspValue: Uint8Array.of(0x30, 0x5a, 0x0f, 0), sspBitmask: Uint8Array.of(0, 0, 0, 1) },
        },
        { tag: 'bitmapSspRange', value: { sspValue: Uint8Array.of(0x30), sspBitmask: Uint8Array.of(255) } },
      ] as const,
      t,
    );
    issuing(giver(d, t >> 2), (groups) => [group([{ psid: ownPsid(d), sspRange: value }], LENGTH), ...groups.slice(1)]);
  },
  'chain too short or long for its permissions': (d, t) => {
    const ca = giver(d, t);
    const below = levelOf(d, ca);
    const lengths = pick(
      [
        { minChainLength: below + 1, chainLengthRange: -1 },
        { minChainLength: below + 1, chainLengthRange: 3 },
        ...(below > 1
          ? [{ minChainLength: 1, chainLengthRange: below - 2 }]
          : [{ minChainLength: 2, chainLengthRange: 0 }]),
      ],
      t >> 3,
    );
    issuing(ca, (groups) => groups.map((g) => ({ ...g, ...lengths })));
  },
  'for the other kind of end': (d, t) => issuing(giver(d, t), (groups) => groups.map((g) => ({ ...g, eeType: ENROL }))),
  'gives what it may not': (d, t) => {
    const ca = authority(d, t);
    const extra = group(
      [{ psid: 97, sspRange: pick([undefined, { tag: 'opaque', value: [SSP] }] as const, t) }],
      LENGTH,
      APP,
    );
    issuing(ca, (groups) => [...groups, extra]);
  },
  'longer than the range of its issuer': (d, t) => {
    const ca = authority(d, t);
    if (levelOf(d, ca) === 0) return;
    const range = (size: number) => {
      const sspValue = Uint8Array.of(...SSP, 0).subarray(0, size);
      return {
        tag: 'bitmapSspRange',
        value: { sspValue, sspBitmask: Uint8Array.of(255, 255, 0, 0).subarray(0, size) },
      } as const;
    };
    d.chain[0]!.fields.appPermissions = [{ psid: ownPsid(d), ssp: { tag: 'bitmapSsp', value: SSP } }];
    d.chain[0]!.fields.certRequestPermissions = undefined;
    const wide = { minChainLength: 1, chainLengthRange: -1 };
    for (const [level, c] of d.chain.entries()) {
      if (c.fields.appPermissions && level > 0) c.fields.appPermissions = undefined;
      const above = level > levelOf(d, ca);
      issuing(c, () => [group([{ psid: ownPsid(d), sspRange: range(above && t % 4 !== 3 ? 3 : 4) }], wide)]);
    }
  },
  'gives all': (d, t) => issuing(authority(d, t), () => [group(undefined, LENGTH, BOTH)]),
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
  'not yet valid': (d, t) => {
    d.header.generationTime &&= BigInt(d.now - 1_500_000);
    const start = T0 - pick([0, 1], t);
    d.chain[0]!.fields.validityPeriod = { start, duration: { tag: 'hours', value: 100 } };
  },
  'ended when it was made': (d) => {
    d.header.generationTime &&= BigInt(d.now + 900_000);
    d.chain[0]!.fields.validityPeriod = {
      start: T0 - 100,
      duration: { tag: 'milliseconds', value: 100_000 + 500 - 40_000 },
    };
    d.chain[0]!.fields.validityPeriod = { start: T0 - 50, duration: { tag: 'milliseconds', value: 50_500 } };
  },
  'ended by now': (d, t) => {
    const c = someone(d, t);
    const { start } = c.fields.validityPeriod;
    c.fields.validityPeriod =
      levelOf(d, c) === 0
        ? { start, duration: { tag: 'seconds', value: 30 } }
        : { start, duration: { tag: 'seconds', value: 10 } };
    d.header.generationTime &&= BigInt(d.now - 500_000);
  },
  'root ended by now': (d) => {
    d.chain.at(-1)!.fields.validityPeriod = { start: T0 - 86_400 * 700, duration: { tag: 'years', value: 1 } };
  },
  'expires outside its certificate': (d, t) => {
    const late = t % 2 === 0;
    if (late) {
      d.header.expiryTime = BigInt((T0 + 1000) * 1e6);
      d.chain[0]!.fields.validityPeriod = { start: T0 - 60, duration: { tag: 'seconds', value: 360 } };
    } else {
      d.header.expiryTime = BigInt((T0 + 1) * 1e6);
      d.chain[0]!.fields.validityPeriod = { start: T0 + 2, duration: { tag: 'hours', value: 100 } };
    }
  },
  revoked: (d, t) => {
    const fresh = FRESH(T0);
    const later = { issueDate: T0 - 10, nextCrl: T0 + 90_000 };
    d.lists = pick(
      [
        [hashList(0, fresh)],
        [hashList(undefined, fresh), hashList(0, later, undefined, true)],
        [linkedList('device', fresh)],
        [linkedList('nobody', fresh), linkedList('device', later, true)],
      ],
      t,
    );
    if (t % 4 > 1) d.chain[0]!.fields.id = idOf(3 + ((t >> 3) % 2));
  },
  'authority revoked': (d, t) => {
    const level = 1 + (t % (d.chain.length - 1));
    d.lists = [hashList(level, FRESH(T0), CA_SERIES)];
  },
  'list overdue': (d, t) => {
    const old = { issueDate: T0 - 900_000, nextCrl: T0 - pick([86_500, 500_000], t) };
    d.lists = [pick([hashList(undefined, old), linkedList('nobody', old)], t >> 1)];
  },
  'list late': (d) => {
    d.lists = [hashList(undefined, { issueDate: T0 - 900_000, nextCrl: T0 - 80_000 })];
  },
  'the other signature on a list': (d) => {
    // Of an explicit certificate there are two, with n - s and with s: one on the list speaks for both.
    d.lists = [twinList(FRESH(T0))];
  },
  'list missing': (d) => {
    d.lists = [];
    d.required = true;
  },
  'PSID it may not use': (d, t) => {
    const [end] = d.chain;
    const { appPermissions = [] } = end!.fields;
    const rest = appPermissions.filter((p) => p.psid !== ownPsid(d));
    end!.fields.appPermissions = pick(
      [[...rest, { psid: 38, ssp: undefined }].slice(0, Math.max(1, rest.length)), undefined],
      t,
    );
    if (end!.fields.appPermissions === undefined)
      end!.fields.certRequestPermissions = [
        group([{ psid: ownPsid(d), sspRange: undefined }], { minChainLength: 0, chainLengthRange: 0 }),
      ];
  },
  'signed by an authority': (d, t) => {
    d.signs = 1 + (t % (d.chain.length - 1));
    d.signer = pick(['chain', 'digest'] as const, t >> 3);
    d.along = 1;
  },
} as const satisfies Readonly<Record<string, Defect>>;
