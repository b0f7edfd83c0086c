/** What can be wrong with a certificate, with its place in a chain and with its region. */
import type { Form, Plan } from './build.ts';
import { authority, LENGTH, levelOf, pick, someone } from './chosen.ts';
import type { Defect } from './defects.ts';
import { BOTH, type Draft, group } from './draft.ts';
import { circle, country, polygon, rectangles, sizeAt, spot } from './place.ts';

function parts(d: Draft, count: number): void {
  const box = { northWest: spot(1, -1), southEast: spot(-1, 1) };
  for (const c of d.chain) c.fields.region = undefined;
  d.chain[0]!.fields.region = { tag: 'rectangularRegion', value: Array.from({ length: count }, () => box) };
  d.header.generationLocation ??= { ...spot(0, 0), elevation: 0 };
}

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
  'region of as many parts as may be': (d) => parts(d, 64),
  'region of too many parts': (d) => parts(d, 65),
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
