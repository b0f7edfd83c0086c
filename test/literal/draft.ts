/** A trial before its octets are made: a chain, a message and a receiver that suit each other, open to be spoilt. */
import type { EccP256CurvePoint, PsidSspRange, PublicEncryptionKey, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import type { HeaderInfo, SignedDataPayload } from '../../asn1/ieee1609dot2/data.ts';
import { type Form, type Made, type Plan, pair, written } from './build.ts';
import type { CurveName } from './curve.ts';
import { applications, BSM, MESSAGES, SRM } from './demands.ts';
import { HERE, regionAt } from './place.ts';
import type { Recipe } from './recipe.ts';
import { idOf, listsFor } from './series.ts';
import type { Demands, World } from './world.ts';

type Loose<T> = { -readonly [K in keyof T]: T[K] };
/** Seconds since 2004. */
export const T0 = 720_000_000;

export interface Draft {
  /** From the end entity up to the root. */
  readonly chain: Plan[];
  /** How many certificates travel with the message, the signer's first; none for a digest. */
  along: number;
  /** CAs that the receiver does not know beforehand and that do not travel. */
  unknown: Set<number>;
  rootTrusted: boolean;
  /** Which of the chain signs: 0 the end entity. */
  signs: number;
  payload: SignedDataPayload | undefined;
  octets: Uint8Array;
  header: Loose<HeaderInfo>;
  hash: 'sha256' | 'sha384' | 'sm3' | '?7' | undefined;
  signer: 'chain' | 'digest' | 'self' | 'none' | '?';
  rForm: Form;
  twin: boolean;
  change: ((s: bigint) => bigint) | undefined;
  forger: string | undefined;
  lateTwist: boolean;
  /** The issuers' certificates in the list, the other way round. */
  reversed: boolean;
  /** How many times the signer's certificate stands at the end of its list once more. */
  padding: number;
  /** Stands in the list behind the signer's certificate, where its issuer belongs. */
  junk: 'the same' | 'root' | undefined;
  foreignSignature: boolean;
  wsmp: number | undefined;
  now: number;
  demands: Demands[];
  place: World['place'];
  map: World['map'];
  overdueSeconds: number;
  required: boolean;
  lists: ((made: readonly Made[]) => CrlContents)[];
  /** Done to the octets at last. */
  spoil: ((octets: Uint8Array) => Uint8Array)[];
}

const CURVES: readonly CurveName[] = ['P-256', 'P-384', 'brainpoolP256r1', 'brainpoolP384r1'];
const curve = (n: number): CurveName => CURVES[n - 6] ?? 'P-256';
export const APP = { octets: Uint8Array.of(0x80), length: 8 };
export const ENROL = { octets: Uint8Array.of(0x40), length: 8 };
export const BOTH = { octets: Uint8Array.of(0xc0), length: 8 };

export const SSP = Uint8Array.of(0x30, 0x5a, 0x0f);
const sspOf = (n: number) =>
  n === 1
    ? ({ tag: 'opaque', value: SSP } as const)
    : n === 2
      ? ({ tag: 'bitmapSsp', value: SSP } as const)
      : n === 3
        ? ({ tag: 'opaque', value: new Uint8Array(0) } as const)
        : undefined;
/** Ranges for the SSP from narrow to wide: what a CA may give reaches at least as far as what the one below it may. */
function rangesOf(ssp: number): readonly (SspRange | undefined)[] {
  const empty = new Uint8Array(0);
  const wide = [{ tag: 'all', value: null } as const, undefined];
  const bitmap = (mask: readonly number[]) =>
    ({
      tag: 'bitmapSspRange',
      value: { sspValue: SSP.map((v, i) => v & mask[i]!), sspBitmask: Uint8Array.from(mask) },
    }) as const;
  switch (ssp) {
    case 1:
      return [{ tag: 'opaque', value: [SSP] }, { tag: 'opaque', value: [empty, SSP, Uint8Array.of(1)] }, ...wide];
    case 2:
      return [bitmap([255, 0xf0, 0xff]), bitmap([255, 0, 1]), bitmap([255, 0, 0]), ...wide];
    default:
      return [{ tag: 'opaque', value: [empty] }, { tag: 'opaque', value: [SSP, empty] }, ...wide];
  }
}
/** What else the signer may say; a CA speaks under 35. */
const OTHERS = [38, 135, 36, 37, 131, 132, 35];
type Lengths = Pick<PsidGroupPermissions, 'minChainLength' | 'chainLengthRange'>;
/** What chains the CAs may have below them, from the lowest CA up: each as wide at least as the one below it, and one more. */
function lengthsOf(choices: readonly number[]): Lengths[] {
  let [least, most] = [0, 0];
  return choices.map((n) => {
    [least, most] = n === 1 || n === 3 ? [1, most + 1] : [least + 1, most + 1];
    if (n === 1 || n === 2) most = Infinity;
    if (n === 4) most += 2;
    return { minChainLength: least, chainLengthRange: most === Infinity ? -1 : most - least };
  });
}

export const group = (
  psids: readonly PsidSspRange[] | undefined,
  lengths: Lengths,
  eeType = APP,
): PsidGroupPermissions => ({
  subjectPermissions: psids ? { tag: 'explicit', value: psids } : { tag: 'all', value: null },
  ...lengths,
  eeType,
});

function planOf(recipe: Recipe, level: number, psid: number): Plan {
  const { depth } = recipe;
  const root = level === depth + 1;
  const end = level === 0;
  const implicit = end && recipe.implicit;
  const years = { tag: 'years', value: 2 + level * 3 } as const;
  const durations = [
    { tag: 'hours', value: 169 },
    { tag: 'minutes', value: 10_080 },
    { tag: 'seconds', value: 60_000 },
    { tag: 'sixtyHours', value: 2 },
    { tag: 'years', value: 1 },
    { tag: 'milliseconds', value: 60_000 },
  ] as const;
  const between = [
    years,
    { tag: 'sixtyHours', value: 200 * (level + 1) },
    { tag: 'hours', value: 12_000 * level },
  ] as const;
  return {
    label: `level ${level} of ${depth}`,
    type: implicit ? 'implicit' : 'explicit',
    curve: curve(recipe.curves[level]!),
    keyForm: recipe.forms[level]! === 1 ? 'uncompressed' : 'compressed',
    rForm: (['compressed', 'x-only', 'uncompressed'] as const)[recipe.forms[level]! % 3]!,
    fields: {
      id: end ? idOf(recipe.id) : { tag: 'name', value: `ca ${level}` },
      cracaId: Uint8Array.of(0, 0, 0),
      crlSeries: 0,
      validityPeriod: {
        start: end ? T0 - 30 : T0 - 86_400 * 40 * (level + 1),
        duration: root ? { tag: 'years', value: 40 } : end ? durations[recipe.age % 6]! : between[recipe.age % 3]!,
      },
      region: regionAt(recipe.regions[level]!, depth + 1 - level, level === 0),
      assuranceLevel: recipe.header[6] ? Uint8Array.of(0x60) : undefined,
      appPermissions: end
        ? appPermissions(recipe, psid)
        : recipe.header[4]
          ? [{ psid: 35, ssp: undefined }]
          : undefined,
      certIssuePermissions: end ? undefined : issuePermissions(recipe, level, psid),
      certRequestPermissions: end && requests(recipe) ? [requestGroup(psid)] : undefined,
      canRequestRollover: undefined,
      encryptionKey: encryptionKey(recipe.forms[3]!),
      ...additions(recipe, end),
    },
  };
}
const requests = ({ twist }: Recipe): boolean => twist % 11 === 0;
const requestGroup = (psid: number): PsidGroupPermissions =>
  group([{ psid, sspRange: undefined }], { minChainLength: 0, chainLengthRange: 0 }, APP);

function appPermissions({ ssp, forms }: Recipe, psid: number) {
  const own = { psid, ssp: sspOf(ssp) };
  const more = OTHERS.map((p) => ({ psid: p, ssp: undefined }));
  const many = forms[5]! === 5 ? 7 : forms[5]! % 3;
  return [...more.slice(0, many), own];
}

function issuePermissions(recipe: Recipe, level: number, psid: number): PsidGroupPermissions[] {
  const ladder = rangesOf(recipe.ssp);
  // Never down again on the way up. Requests ask for any SSP, and so need a range for any.
  const bottom = requests(recipe) ? ladder.length - 2 : 0;
  const step = recipe.ranges.slice(1, level + 1).reduce((most, n) => Math.max(most, n % (ladder.length + 1)), bottom);
  const lengths = lengthsOf(recipe.lengths.slice(1, level + 1))[level - 1]!;
  const ends = requests(recipe) || recipe.lengths[0] === 2 ? BOTH : APP;
  const all = group(undefined, lengths, ends);
  if (step === ladder.length) return [all];
  const own = group([{ psid, sspRange: ladder[step] }], lengths, ends);
  const never = group([{ psid: 99, sspRange: { tag: 'opaque', value: [] } }], {
    minChainLength: 1,
    chainLengthRange: 0,
  });
  const others = group(
    OTHERS.map((p) => ({ psid: p, sspRange: undefined })),
    lengths,
    ends,
  );
  const wide = recipe.ranges[0]! % 2 === 0 && recipe.ranges.slice(1, level + 1).every((n) => n % 2 === 0);
  return wide ? [own, others] : level > recipe.depth ? [all, own] : [own, others, never].slice(0, 2);
}

/** A public key for encryption, in one form or the other: hashed, it is always compressed. */
export function encryptionKey(choice: number): PublicEncryptionKey | undefined {
  const own = pair(choice > 3 ? 'brainpoolP256r1' : 'P-256', 'to encrypt for');
  const value = written(own.curve, own.point, choice % 2 ? 'uncompressed' : 'compressed') as EccP256CurvePoint;
  const tag = choice > 3 ? 'eciesBrainpoolP256r1' : 'eciesNistP256';
  return choice < 2 ? undefined : { supportedSymmAlg: 'aes128Ccm', publicKey: { tag, value } };
}
/** What later editions add is skipped, and hashed as it came. */
function additions({ forms, application }: Recipe, end: boolean): Partial<Plan['fields']> {
  if (forms[2] === 3) return { flags: { octets: Uint8Array.of(0x80), length: 8 } };
  if (forms[2] !== 4 || !end) return {};
  return { '?': { count: 7 + application, unknown: [{ index: 6, octets: Uint8Array.of(1, application) }] } };
}

export function draftOf(recipe: Recipe): Draft {
  const demands = applications(recipe);
  const own = demands[[0, 1, 2][recipe.application % 3]!]!;
  const now = T0 * 1e6 + 123_456;
  const flags = recipe.header;
  const chain = Array.from({ length: recipe.depth + 2 }, (_, level) => planOf(recipe, level, own.psid));
  const located = flags[0] || own.locationRequired || chain.some((c) => c.fields.region !== undefined);
  const expires = flags[1] || own.expiryRequired;
  const octets =
    own.message === BSM
      ? MESSAGES.bsm
      : own.message === SRM
        ? MESSAGES.srm
        : Uint8Array.from([recipe.twist & 255, 2, 3]);
  const forms = own.forms;
  const header: Loose<HeaderInfo> = {
    psid: own.psid,
    generationTime:
      own.generationTime === 'absent' || (own.generationTime === 'optional' && flags[2])
        ? undefined
        : BigInt(Math.round(now - (own.pastSeconds * recipe.age * 1e6) / 11)),
    expiryTime: expires ? BigInt(now + 5e6) : undefined,
    generationLocation: located ? { ...HERE, elevation: 4595 } : undefined,
    p2pcdLearningRequest: flags[3] ? Uint8Array.of(1, 2, 3) : undefined,
    missingCrlIdentifier: flags[4] ? { cracaId: Uint8Array.of(4, 5, 6), crlSeries: 7 } : undefined,
    encryptionKey: undefined,
    ...(recipe.forms[1] === 4 ? { '?': { count: 6, unknown: [{ index: 5, octets: Uint8Array.of(9) }] } } : {}),
    ...(recipe.forms[1] === 5
      ? { contributedExtensions: [{ contributorId: 1, extns: [Uint8Array.of(1, 8, 1, 2, 3, 4, 5, 6, 7, 8)] }] }
      : {}),
    ...(flags[5] && !flags[3] ? { inlineP2pcdRequest: [Uint8Array.of(7, 8, 9)] } : {}),
  };
  return {
    chain,
    along:
      recipe.forms[4] === 5
        ? recipe.depth + 2
        : recipe.signerForm === 0
          ? 1
          : 1 + (recipe.signerForm % (recipe.depth + 1)),
    unknown: new Set(),
    rootTrusted: true,
    signs: 0,
    payload: undefined,
    octets,
    header,
    hash: undefined,
    signer: forms.includes('certificate') ? 'chain' : 'digest',
    rForm: (['compressed', 'x-only', 'uncompressed'] as const)[recipe.forms[5]! % 3]!,
    twin: false,
    change: undefined,
    forger: undefined,
    lateTwist: false,
    reversed: false,
    padding: 0,
    junk: undefined,
    foreignSignature: false,
    wsmp: flags[7] ? own.psid : undefined,
    now,
    demands,
    place: flags[6] ? HERE : undefined,
    map: { center: HERE, metres: 400_000, country: 840 },
    overdueSeconds: 86_400,
    required: false,
    lists: listsFor(recipe),
    spoil: [],
  };
}
