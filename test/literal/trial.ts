/** A recipe cooked: what the receiver knows, and the messages that arrive one after the other. */
import type { SignerIdentifier, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { type Letter, type Made, makeCertificate, makeSpdu } from './build.ts';
import { hashedId } from './canon.ts';
import { sizeOf } from './curve.ts';
import { DEFECTS } from './defects.ts';
import { type Draft, draftOf } from './draft.ts';
import type { Recipe } from './recipe.ts';
import { CA_SERIES, SERIES } from './series.ts';
import type { Arrival, World } from './world.ts';

export interface Trial {
  readonly world: World;
  readonly arrivals: readonly Arrival[];
}

function makeChain(draft: Draft, onLists: boolean): Made[] {
  const made: Made[] = [];
  // An implicit certificate has its key on the curve of its issuer, and room for 256 bits.
  draft.chain.forEach((plan, i) => {
    const issuer = draft.chain[i + 1];
    if (plan.type === 'implicit' && issuer && sizeOf(issuer.curve) === 48) issuer.curve = 'P-256';
  });
  for (const [i, plan] of [...draft.chain].reverse().entries()) {
    const root = made.at(-1);
    if (root && onLists) {
      plan.fields.cracaId = hashedId(root.read, 3);
      plan.fields.crlSeries = i === draft.chain.length - 1 ? SERIES : CA_SERIES;
    }
    made.unshift(makeCertificate(plan, made[0]));
  }
  return made;
}

function signerOf(draft: Draft, made: readonly Made[]): SignerIdentifier {
  const of = made.slice(draft.signs);
  switch (draft.signer) {
    case 'digest':
      return { tag: 'digest', value: hashedId(of[0]!.read, 8) };
    case 'self':
      return { tag: 'self', value: null };
    case '?':
      return { tag: '?', value: { index: 5, octets: Uint8Array.of(1) } };
    default: {
      const sent = draft.signer === 'none' ? [] : of.slice(0, Math.max(1, draft.along));
      const list = [...sent, ...sent.slice(0, 1).flatMap((c) => Array<Made>(draft.padding).fill(c))];
      return { tag: 'certificate', value: list.map((m) => ({ value: m.read.value, octets: m.octets })) };
    }
  }
}

function tbsOf({ payload, octets, header }: Draft): ToBeSignedData {
  const data = { value: { protocolVersion: 3, content: { tag: 'unsecuredData', value: octets } } } as const;
  const kept = { ...data, octets: Uint8Array.of(3, 0x80, octets.length, ...octets) };
  return { payload: payload ?? { data: kept, extDataHash: undefined }, headerInfo: header };
}

function letterOf(draft: Draft, made: readonly Made[]): Letter {
  return {
    tbs: tbsOf(draft),
    hash: draft.hash,
    signer: signerOf(draft, made),
    rForm: draft.rForm,
    twin: draft.twin,
    change: draft.change,
    forger: draft.forger,
    late: draft.lateTwist
      ? (tbs) => ({ ...tbs, headerInfo: { ...tbs.headerInfo, missingCrlIdentifier: OTHER_CRL } })
      : undefined,
    signature: draft.foreignSignature
      ? { tag: 'sm2Signature', value: { rSig: new Uint8Array(32).fill(1), sSig: new Uint8Array(32).fill(1) } }
      : undefined,
  };
}
const OTHER_CRL = { cracaId: Uint8Array.of(9, 9, 9), crlSeries: 9 };

/** What arrives after the first message: the same once more in some guise, or another one. */
function followUp(letter: Letter, by: Made, which: number): Letter | undefined {
  const digest: SignerIdentifier = { tag: 'digest', value: hashedId(by.read, 8) };
  const { headerInfo: header } = letter.tbs;
  const generationTime = header.generationTime === undefined ? undefined : header.generationTime + 100_000n;
  const fresh = {
    ...letter.tbs,
    headerInfo: { ...header, generationTime, missingCrlIdentifier: OTHER_CRL },
  };
  switch (which) {
    case 2:
      return letter;
    case 3:
      return { ...letter, signer: digest };
    case 4:
      return { ...letter, twin: !letter.twin };
    case 5:
      return { ...letter, rForm: letter.rForm === 'x-only' ? 'compressed' : 'x-only' };
    case 6:
      return { ...letter, tbs: fresh, signer: digest };
    case 7:
      return { ...letter, tbs: fresh };
    default:
      return undefined;
  }
}

export function trialOf(recipe: Recipe): Trial {
  const draft = draftOf(recipe);
  for (const name of recipe.defects) DEFECTS[name](draft, recipe.twist);
  const onLists = recipe.lists > 0 || draft.lists.length > 0 || draft.required;
  const made = makeChain(draft, onLists);
  const last = made.length - 1;
  const travelling = draft.signer === 'chain' ? draft.along : 1;
  const authorities = made.filter((_, i) => i > 0 && i < last && i >= travelling && !draft.unknown.has(i)).reverse();
  const world: World = {
    anchors: draft.rootTrusted ? [made[last]!.octets] : [],
    authorities: authorities.map((m) => m.octets),
    lists: draft.lists.map((list) => list(made)),
    overdueSeconds: draft.overdueSeconds,
    required: draft.required ? [{ cracaId: hashedId(made[last]!.read, 3), crlSeries: SERIES }] : [],
    demands: draft.demands,
    place: draft.place,
    map: draft.map,
    longestChain: 8,
    longestList: 4,
  };
  const letter = letterOf(draft, made);
  const by = made[draft.signs]!;
  const then = followUp(letter, by, recipe.follow);
  const octetsOf = (l: Letter) => draft.spoil.reduce((o, spoil) => spoil(o), makeSpdu(l, by));
  const first = { octets: octetsOf(letter), psid: draft.wsmp, now: draft.now };
  return {
    world,
    arrivals: then ? [first, { octets: octetsOf(then), psid: draft.wsmp, now: draft.now + 200_000 }] : [first],
  };
}
