/** What can be wrong with permissions: with what is given, with what is had, and with how far apart the two are. */
import type { PsidSsp, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import { authority, demand, giver, issuing, LENGTH, levelOf, ownPsid, pick } from './chosen.ts';
import type { Defect } from './defects.ts';
import { BSM, MESSAGES, SRM } from './demands.ts';
import { APP, BOTH, type Draft, ENROL, group, SSP } from './draft.ts';
import { circle, HERE, spot } from './place.ts';

/** The one PSID with the one SSP, and for each level of CAs the range it has for it. */
function only(d: Draft, ssp: PsidSsp['ssp'], rangeAt: (level: number) => SspRange | undefined): void {
  d.chain[0]!.fields.appPermissions = [{ psid: ownPsid(d), ssp }];
  d.chain[0]!.fields.certRequestPermissions = undefined;
  for (const [level, c] of d.chain.entries()) {
    if (level > 0) c.fields.appPermissions = undefined;
    issuing(c, () => [group([{ psid: ownPsid(d), sspRange: rangeAt(level) }], LENGTH)]);
  }
}

const ownPermission = (d: Draft): PsidSsp => d.chain[0]!.fields.appPermissions!.find((p) => p.psid === ownPsid(d))!;

/** The claim to be made inside the region holds; the receiver stands outside. */
function afar(d: Draft, t: number, message: string, octets: Uint8Array): void {
  demand(d, { message, distanceMetres: undefined });
  d.octets = octets;
  d.header.generationLocation = { ...HERE, elevation: 0 };
  d.place = pick([spot(-500_000, 0), spot(0, 600_000)], t);
  if (d.chain.every((c) => c.fields.region === undefined)) d.chain[0]!.fields.region = circle(5000);
}

export const grantDefects = {
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
  'range wider than that of its issuer': (d, t) => {
    const ca = authority(d, t);
    if (levelOf(d, ca) === 0) return;
    const bitmap = (value: readonly number[], mask: readonly number[]) =>
      ({
        tag: 'bitmapSspRange',
        value: { sspValue: Uint8Array.from(value), sspBitmask: Uint8Array.from(mask) },
      }) as const;
    const opaque = (...value: readonly Uint8Array[]) => ({ tag: 'opaque', value }) as const;
    const [narrow, wide] = pick(
      [
        [bitmap([0x30, 0x5a, 0x0f], [255, 255, 255]), bitmap([0x30, 0x5a, 0x0f], [255, 255, 254])],
        [bitmap([0x30, 0x5a, 0x00], [255, 255, 0]), bitmap([0x30, 0x5a, 0x0f], [255, 127, 255])],
        [bitmap([0x30, 0x5a, 0x00], [255, 255, 0]), undefined],
        [opaque(SSP), opaque(SSP, Uint8Array.of(7))],
        [opaque(SSP), { tag: 'all', value: null } as const],
      ] as const,
      t,
    );
    const tag = narrow.tag === 'opaque' ? 'opaque' : 'bitmapSsp';
    only(d, { tag, value: SSP }, (level) => (level > levelOf(d, ca) ? narrow : wide));
  },
  'SSP of another length than the range': (d, t) => {
    const { value, sspValue, sspBitmask } = pick(
      [
        { value: [0x30], sspValue: [0x30, 0, 0], sspBitmask: [255, 0, 1] },
        { value: [0x30], sspValue: [0x30, 0, 0], sspBitmask: [255, 0, 0] },
        { value: [0x30, 0], sspValue: [0x30], sspBitmask: [255] },
        { value: [], sspValue: [0], sspBitmask: [255] },
        { value: [], sspValue: [0], sspBitmask: [0] },
      ],
      t,
    );
    const range = {
      tag: 'bitmapSspRange',
      value: { sspValue: Uint8Array.from(sspValue), sspBitmask: Uint8Array.from(sspBitmask) },
    } as const;
    only(d, { tag: 'bitmapSsp', value: Uint8Array.from(value) }, () => range);
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
    only(d, { tag: 'bitmapSsp', value: SSP }, (level) => range(level > levelOf(d, ca) && t % 4 !== 3 ? 3 : 4));
  },
  'gives all': (d, t) => issuing(authority(d, t), () => [group(undefined, LENGTH, BOTH)]),
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
  'signed by an authority that holds the PSID': (d, t) => {
    d.signs = 1 + (t % (d.chain.length - 1));
    d.signer = pick(['chain', 'digest'] as const, t >> 3);
    d.along = 1;
    const { fields } = d.chain[d.signs]!;
    fields.appPermissions = [...(fields.appPermissions ?? []), ownPermission(d)];
  },
  'signed by an end that may issue': (d) => {
    // As narrow as what it has itself, which its issuers may give.
    const [end] = d.chain;
    const { psid, ssp } = ownPermission(d);
    const mask = SSP.map(() => 255);
    const sspRange: SspRange =
      ssp?.tag === 'bitmapSsp'
        ? { tag: 'bitmapSspRange', value: { sspValue: ssp.value, sspBitmask: mask } }
        : { tag: 'opaque', value: [ssp?.tag === 'opaque' ? ssp.value : new Uint8Array(0)] };
    end!.type = 'explicit';
    end!.fields.certIssuePermissions = [group([{ psid, sspRange }], LENGTH)];
  },
  'a signal asked for from afar': (d, t) => afar(d, t, SRM, MESSAGES.srm),
  'heard from afar': (d, t) => afar(d, t, BSM, MESSAGES.bsm),
} as const satisfies Readonly<Record<string, Defect>>;
