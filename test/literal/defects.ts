/** One thing wrong each: what is done to a draft that was right. `twist` picks among the ways of being wrong so. */

import { demand, ownOf, pick } from './chosen.ts';
import { sizeOf } from './curve.ts';
import { BSM, MESSAGES } from './demands.ts';
import type { Draft } from './draft.ts';
import { chainDefects } from './forged.ts';
import { grantDefects } from './grants.ts';
import { insideDefects } from './inside.ts';
import { periodDefects } from './lists.ts';
import { malformedDefects } from './malformed.ts';
import { circle, HERE, spot } from './place.ts';

export type Defect = (draft: Draft, twist: number) => void;

/** Who it is for asks for a time; without one nothing can be early or late. */
const timed = (d: Draft, secondsAgo: number): void => {
  if (ownOf(d).generationTime === 'absent') demand(d, { generationTime: 'required' });
  d.header.generationTime = BigInt(Math.round(d.now - secondsAgo * 1e6));
  if (d.header.expiryTime !== undefined) d.header.expiryTime = BigInt(d.now + 60_000_000);
};
const flip = (at: number, mask: number) => (octets: Uint8Array) =>
  octets.map((v, i) => (i === at % octets.length ? v ^ mask : v));

const messageDefects = {
  'octets left over': (d, t) => void d.spoil.push((o) => Uint8Array.of(...o, ...new Uint8Array(1 + (t % 3)))),
  'octets missing': (d, t) => void d.spoil.push((o) => o.subarray(0, t % o.length)),
  'one octet changed': (d, t) => void d.spoil.push(flip(Math.floor(t / 255), 1 + (t % 255))),
  'one bit changed': (d, t) => void d.spoil.push(flip(Math.floor(t / 8), 1 << (t % 8))),
  'not signed': (d) => void d.spoil.push(() => Uint8Array.of(3, 0x80, d.octets.length, ...d.octets)),
  'hash from another time': (d, t) => {
    d.hash = pick(['sm3', '?7'] as const, t);
  },
  'signed by itself': (d) => {
    d.signer = 'self';
  },
  'no certificate in the list': (d) => {
    d.signer = 'none';
  },
  'signer from another time': (d) => {
    d.signer = '?';
  },
  'signature from another time': (d) => {
    d.foreignSignature = true;
  },
  'no payload': (d) => {
    d.payload = { data: undefined, extDataHash: undefined };
  },
  'payload elsewhere': (d) => {
    const extDataHash = { tag: 'sha256HashedData', value: new Uint8Array(32) } as const;
    d.payload = { data: undefined, extDataHash };
  },
  'payload left out': (d) => {
    d.payload = { data: undefined, extDataHash: undefined, omitted: null };
  },
  'list out of order': (d) => {
    d.along = d.chain.length - 1;
    d.reversed = true;
  },
  'something else in the list': (d, t) => {
    d.along = d.chain.length - 1;
    d.junk = pick(['the same', 'root'] as const, t);
  },
  'too many certificates': (d) => {
    d.padding = 4;
  },
  'two kinds of learning request': (d) => {
    d.header.p2pcdLearningRequest = Uint8Array.of(1, 2, 3);
    d.header.inlineP2pcdRequest = [Uint8Array.of(4, 5, 6)];
  },
  'form of R that is none': (d) => {
    d.rForm = 'compressed';
    const size = sizeOf(d.chain[0]!.curve);
    d.spoil.push((o) => o.map((v, i) => (i === o.length - 1 - 2 * size ? 0x8b : v)));
  },
  'R of no form': (d) => {
    d.rForm = 'fill';
  },
  'other PSID outside': (d, t) => {
    d.wsmp = d.header.psid + 1 + (t % 3);
  },
  'PSID nobody listens to': (d) => {
    const own = ownOf(d);
    d.demands = d.demands.filter((a) => a !== own);
  },
  'signer form not allowed': (d) => demand(d, { forms: ['digest'] }),
  'message of another PSID': (d) => {
    const { message } = ownOf(d);
    d.octets = message === BSM ? MESSAGES.srm : MESSAGES.bsm;
    if (message === undefined) demand(d, { message: 'MapData' });
  },
  'message that does not decode': (d, t) => {
    if (ownOf(d).message === undefined) demand(d, { message: BSM });
    d.octets = pick([Uint8Array.of(255, 1, 2), MESSAGES.bsm.subarray(0, 20), Uint8Array.of(...MESSAGES.bsm, 0)], t);
  },
  'no generation time': (d) => {
    demand(d, { generationTime: 'required' });
    d.header.generationTime = undefined;
  },
  'generation time where none belongs': (d) => {
    timed(d, 0.1);
    demand(d, { generationTime: 'absent' });
  },
  'no expiry time': (d) => {
    demand(d, { expiryRequired: true });
    d.header.expiryTime = undefined;
  },
  'no generation location': (d) => {
    demand(d, { locationRequired: true });
    d.header.generationLocation = undefined;
    for (const c of d.chain) c.fields.region = undefined;
  },
  'too old': (d, t) => timed(d, ownOf(d).pastSeconds + pick([0.001, 0.5, 9], t)),
  'from the future': (d, t) => timed(d, -ownOf(d).futureSeconds - pick([0.001, 0.5, 9, 1.7e13], t)),
  'expired already': (d, t) => {
    timed(d, ownOf(d).pastSeconds * 0.9);
    d.header.expiryTime = BigInt(d.now - pick([1, 1000, 100_000], t));
  },
  'expires before it is made': (d, t) => {
    timed(d, -0.5);
    d.header.expiryTime = (d.header.generationTime ?? 0n) - pick([0n, 1n, 400_000n], t);
  },
  'too distant': (d) => {
    demand(d, { distanceMetres: 1000 });
    d.place = spot(-1500, 0);
    d.header.generationLocation = { ...HERE, elevation: 0 };
  },
  'wrong place': (d, t) => {
    const away = pick([spot(90_000, 0), spot(0, 200_000), spot(-500_000, 10)], t);
    if (d.chain.every((c) => c.fields.region === undefined)) return;
    demand(d, { distanceMetres: undefined });
    d.header.generationLocation = { ...away, elevation: 0 };
  },
  'place not said': (d) => {
    demand(d, { locationRequired: false });
    d.header.generationLocation = undefined;
  },
  'place neither said nor known': (d) => {
    demand(d, { locationRequired: false });
    d.header.generationLocation = undefined;
    d.place = undefined;
    if (d.chain.every((c) => c.fields.region === undefined)) d.chain[0]!.fields.region = circle(5000);
  },
  'digest of a stranger': (d) => {
    d.signer = 'digest';
  },
  'hash of the other size': (d) => {
    d.hash = d.chain[0]!.curve === 'P-384' || d.chain[0]!.curve === 'brainpoolP384r1' ? 'sha256' : 'sha384';
  },
  'signed by another': (d) => {
    d.forger = 'somebody else';
  },
  'changed after it was signed': (d) => {
    d.lateTwist = true;
  },
  's out of range': (d, t) => {
    d.change = pick([() => 0n, () => 2n ** 256n - 1n, (s) => s ^ 1n] as readonly ((s: bigint) => bigint)[], t);
  },
  'R wrong': (d, t) => {
    demand(d, { wholeR: true });
    d.rForm = pick(['wrong y', 'off', 'fill'] as const, t);
  },
  'R half wrong': (d) => {
    demand(d, { wholeR: false });
    d.rForm = 'wrong y';
  },
  'the other signature': (d) => {
    d.twin = true;
  },
  'meant for a session': (d, t) => {
    d.header.pduFunctionalType = 1 + (t % 3);
  },
  'at the edge of what is allowed': (d, t) => {
    const own = ownOf(d);
    timed(d, pick([own.pastSeconds, -own.futureSeconds, 0], t >> 1));
    if (t % 4 === 0) timed(d, own.pastSeconds / 2);
    if (t % 4 === 0) d.header.expiryTime = BigInt(d.now);
    if (t % 4 === 1) d.header.expiryTime = (d.header.generationTime ?? 0n) + 1n;
  },
  'at the edge of its certificate': (d, t) => {
    // Whole seconds, to meet the ends of periods.
    d.now = Math.floor(d.now / 1e6) * 1e6;
    timed(d, 0);
    const now = d.now / 1e6;
    const [end] = d.chain;
    const duration = pick([1, 2, 7200], t);
    end!.fields.validityPeriod = {
      start: now - pick([0, 1, duration], t >> 2),
      duration: { tag: 'seconds', value: duration },
    };
    if (t % 7 < 3) {
      const { start } = end!.fields.validityPeriod;
      demand(d, { generationTime: 'required' });
      d.header.expiryTime = BigInt(start + duration) * 1_000_000n + pick([0n, 1n, -1n], t >> 3);
    }
  },
  'place unknown': (d, t) => {
    const [latitude, longitude] = [900_000_001, 1_800_000_001];
    const { generationLocation: made } = d.header;
    if (made)
      d.header.generationLocation = pick(
        [
          { latitude, longitude, elevation: 0 },
          { ...made, latitude },
          { ...made, longitude },
        ],
        t,
      );
  },
} as const satisfies Readonly<Record<string, Defect>>;

export const DEFECTS: Readonly<Record<string, Defect>> = {
  ...messageDefects,
  ...insideDefects,
  ...chainDefects,
  ...malformedDefects,
  ...grantDefects,
  ...periodDefects,
};
export type DefectName = string;
