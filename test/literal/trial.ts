/** A recipe cooked: what the receiver knows, and the messages that arrive one after the other. */
import { coer } from '../../asn1/coer.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import type { SignerIdentifier, ToBeSignedData } from '../../asn1/ieee1609dot2/data.ts';
import { type Letter, type Made, makeCertificate, makeSpdu } from './build.ts';
import { hashedId, twinOf } from './canon.ts';
import { periodOf } from './certificate.ts';
import { sizeOf, type Written } from './curve.ts';
import { DEFECTS } from './defects.ts';
import { type Draft, draftOf, T0 } from './draft.ts';
import type { Recipe } from './recipe.ts';
import { CA_SERIES, hashList, linkedList, SERIES } from './series.ts';
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
      const ordered: Made[] = draft.reversed ? [...sent.slice(0, 1), ...sent.slice(1).reverse()] : [...sent];
      if (draft.junk) ordered.splice(1, 0, draft.junk === 'root' ? made.at(-1)! : ordered[0]!);
      const list = [...ordered, ...sent.slice(0, 1).flatMap((c) => Array<Made>(draft.padding).fill(c))];
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

interface Next {
  readonly letter: Letter;
  readonly by: Made;
  readonly later: number;
  readonly lists: readonly CrlContents[];
}
/** What arrives after the first message: the same once more in some guise, or another one, to a receiver that learned. */
function followUp(letter: Letter, made: readonly Made[], draft: Draft, which: number): Next | undefined {
  const by = made[draft.signs]!;
  const digest: SignerIdentifier = { tag: 'digest', value: hashedId(by.read, 8) };
  const { headerInfo: header } = letter.tbs;
  const fresh = (later: number, signer: SignerIdentifier = digest): Next => {
    const generationTime = header.generationTime === undefined ? undefined : header.generationTime + BigInt(later);
    const expiryTime = header.expiryTime === undefined ? undefined : header.expiryTime + BigInt(later);
    const headerInfo = { ...header, generationTime, expiryTime, missingCrlIdentifier: OTHER_CRL };
    return { letter: { ...letter, tbs: { ...letter.tbs, headerInfo }, signer }, by, later, lists: [] };
  };
  const same = (change: Partial<Letter>): Next => ({ letter: { ...letter, ...change }, by, later: 200_000, lists: [] });
  const listed = (...lists: ((made: readonly Made[]) => CrlContents)[]): Next => ({
    ...fresh(300_000),
    lists: lists.map((list) => list(made)),
  });
  switch (which) {
    case 2:
      return same({});
    case 3:
      return same({ signer: digest });
    case 4:
      return same({ twin: !letter.twin });
    case 5:
      return same({ rForm: letter.rForm === 'x-only' ? 'compressed' : 'x-only' });
    case 6:
      return fresh(100_000);
    case 7:
      return fresh(100_000, letter.signer);
    case 8:
      return listed(hashList(0, NEWER));
    case 9:
      return listed(hashList(made.length > 2 ? 1 : 0, NEWER, CA_SERIES), linkedList('device', NEWER));
    case 10:
      // By then a certificate may have ended.
      return fresh(periodOf(by.read).end - draft.now - 1000 * (header.generationTime === undefined ? 0 : 1));
    case 11:
      return fresh(periodOf(by.read).end - draft.now + 400_000);
    case 12: {
      const other = makeCertificate({ ...draft.chain[0]!, label: 'a sister' }, made[1]);
      const list = [{ value: other.read.value, octets: other.octets }];
      return { ...fresh(100_000, { tag: 'certificate', value: list }), by: other };
    }
    case 13:
    case 14: {
      // The same certificate with the other signature that verifies is another one, and as revoked as the first.
      const octets = certificates.encode(twinOf(by.read).value);
      const list = [{ value: twinOf(by.read).value, octets }];
      const lists = which === 14 ? [hashList(0, NEWER)(made)] : [];
      return {
        ...fresh(100_000, { tag: 'certificate', value: list }),
        by: { ...by, octets, read: twinOf(by.read) },
        lists,
      };
    }
    case 15: {
      // Of an anchor that is sent so, one can say that it is none, or that its key is no point.
      const octets = draft.signs < made.length - 1 ? beside(by) : undefined;
      return octets && fresh(100_000, { tag: 'certificate', value: [{ value: by.read.value, octets }] });
    }
    default:
      return undefined;
  }
}
/** A certificate that hashes as this one does, its uncompressed point with another y of the same parity. */
function beside({ octets, read }: Made): Uint8Array | undefined {
  const indicator = read.value.toBeSigned.value.verifyKeyIndicator;
  const point = (indicator.tag === 'verificationKey' ? indicator.value.value : indicator.value) as Written;
  if (point.tag !== 'uncompressedP256' && point.tag !== 'uncompressedP384') return undefined;
  const at = Buffer.from(octets).indexOf(point.value.y);
  return octets.map((v, i) => (i === at + 5 ? v ^ 2 : v));
}
const certificates = coer(Certificate);
/** Later than any other list there is. */
const NEWER = { issueDate: T0 - 5, nextCrl: T0 + 100_000_000 };

export function trialOf(recipe: Recipe): Trial {
  const draft = draftOf(recipe);
  for (const name of recipe.defects) DEFECTS[name]!(draft, recipe.twist);
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
  // Where the first message is wrong, what follows is seldom more than a stranger's.
  const follows = recipe.defects.length === 0 || recipe.twist % 3 === 0;
  const then = follows ? followUp(letter, made, draft, recipe.follow) : undefined;
  const octetsOf = (l: Letter, by: Made) => draft.spoil.reduce((o, spoil) => spoil(o), makeSpdu(l, by));
  const first: Arrival = { octets: octetsOf(letter, made[draft.signs]!), psid: draft.wsmp, now: draft.now, lists: [] };
  if (then === undefined) return { world, arrivals: [first] };
  const { later, lists } = then;
  const second: Arrival = { octets: octetsOf(then.letter, then.by), psid: draft.wsmp, now: draft.now + later, lists };
  return { world, arrivals: [first, second] };
}
