/**
 * Where packets wait for a signature check: a lane per kind of traffic, with a limit, an order and a named loser. What
 * is waiting is not verified, so nobody's name may fill a lane: whoever has most in it loses first.
 */

import { Link, Queue } from '../trust/queue.ts';
import type { Micros } from '../world.ts';
import type { Drop } from './drop.ts';
import { PSID } from './profile.ts';

export interface LaneRow {
  readonly name: string;
  /** `others`: all that no other lane of such signers has. */
  readonly psids: readonly number[] | 'others';
  /** `known` signers have a judged chain. A new certificate costs its chain as well, so it waits apart. */
  readonly signers: 'known' | 'new';
  /** Packets that may wait. */
  readonly limit: number;
  /** Of these, in the name of one signer; in a lane of new signers, under the name of one issuer. */
  readonly perSigner: number;
  /** Which is verified first. */
  readonly order: 'oldest' | 'newest';
  /** Which is dropped when there is no room. */
  readonly loses: 'oldest' | 'newest';
  /** Where only the newest message of a signer is of use: those generated before it are dropped. */
  readonly supersedes: boolean;
  /** Of 16 checks, how many this lane gets whatever waits in the lanes above it. */
  readonly share: number;
}

/** Rows in the order of precedence. Limits are what one or two cores verify in some 20 ms. */
export const lanes: readonly LaneRow[] = [
  row('commands', [PSID.tmc], { limit: 64, perSigner: 32, share: 0 }),
  row('requests', [PSID.srm, PSID.srem], { limit: 256, perSigner: 16, share: 2 }),
  row('signals', 'others', { limit: 64, perSigner: 16, order: 'newest', loses: 'oldest' }),
  row('awareness', [PSID.bsm], {
    limit: 512,
    perSigner: 4,
    order: 'newest',
    loses: 'oldest',
    supersedes: true,
    share: 2,
  }),
  row('newcomers', [PSID.tmc, PSID.srm, PSID.srem], { signers: 'new', limit: 128, perSigner: 64, share: 2 }),
  row('strangers', 'others', {
    signers: 'new',
    limit: 128,
    perSigner: 64,
    order: 'newest',
    loses: 'oldest',
    share: 1,
  }),
];

/** A lane of known signers, oldest first, whose newest loses; the rest as told. */
function row(
  name: string,
  psids: LaneRow['psids'],
  part: Partial<LaneRow> & Pick<LaneRow, 'limit' | 'perSigner'>,
): LaneRow {
  return { name, psids, signers: 'known', order: 'oldest', loses: 'newest', supersedes: false, share: 1, ...part };
}

/** What waits. */
export class Waiting extends Link {
  /** HashedId8 of the signer it names, or of the issuer a new one names. */
  readonly name: string;
  /** When it was generated, as far as one may believe that: not later than it was heard. */
  readonly made: Micros;
  constructor(name: string, made: Micros) {
    super();
    this.name = name;
    this.made = made;
  }
}

export class Lane<W extends Waiting> {
  readonly row: LaneRow;
  readonly #queue = new Queue<W>();
  readonly #names = new Map<string, Set<W>>();
  /** How many names have so many packets here; and the most that one has. */
  readonly #having: number[] = [];
  #most = 0;
  readonly #lose: (loser: W, why: Drop, lane: string) => void;

  /** `lose` is told of each packet that has to go, once, while the lane is at work: it only takes note. */
  constructor(row: LaneRow, lose: (loser: W, why: Drop, lane: string) => void) {
    this.row = row;
    this.#lose = lose;
  }

  get size(): number {
    return this.#queue.size;
  }
  /** Names held now. */
  get names(): number {
    return this.#names.size;
  }

  /** Lets it wait, if need be in place of another. False where it lost itself. */
  admit(packet: W): boolean {
    const { row } = this;
    const own = this.#names.get(packet.name);
    if (own !== undefined) {
      if (row.supersedes) {
        for (const other of own) if (other.made > packet.made) return this.#refuse(packet, 'overtaken');
        // Copies of one message all stay: any of them may be forged, and none may push out the true one.
        for (const other of own) if (other.made < packet.made) this.#evict(other, 'superseded');
      }
      if (own.size >= row.perSigner) {
        if (row.loses === 'newest' || row.supersedes) return this.#refuse(packet, 'signerFull');
        this.#evict(own.values().next().value!, 'signerFull');
      }
    }
    if (this.#queue.size >= row.limit && !this.#makeRoom(packet)) return false;
    this.#add(packet);
    return true;
  }

  /** The next one to be verified, out of the lane. */
  take(): W | undefined {
    const next = this.row.order === 'oldest' ? this.#queue.first : this.#queue.last;
    if (next) this.remove(next);
    return next;
  }

  /** Takes out one that waits here. */
  remove(packet: W): void {
    this.#queue.remove(packet);
    const own = this.#names.get(packet.name)!;
    this.#counted(own.size, own.size - 1);
    own.delete(packet);
    if (own.size === 0) this.#names.delete(packet.name);
  }

  /** Drops one of whoever has most here, counting the one that comes. */
  #makeRoom(packet: W): boolean {
    const { loses } = this.row;
    const own = (this.#names.get(packet.name)?.size ?? 0) + 1;
    const most = Math.max(own, this.#most);
    if (loses === 'newest' && own === most) return this.#refuse(packet, 'laneFull');
    let loser = loses === 'newest' ? this.#queue.last : this.#queue.first;
    while (loser && this.#countOf(loser, packet) < most)
      loser = (loses === 'newest' ? loser.before : loser.after) as W | undefined;
    if (!loser) return this.#refuse(packet, 'laneFull');
    this.#evict(loser, 'laneFull');
    return true;
  }
  #countOf(other: W, coming: W): number {
    return this.#names.get(other.name)!.size + (other.name === coming.name ? 1 : 0);
  }

  #add(packet: W): void {
    this.#queue.push(packet);
    let own = this.#names.get(packet.name);
    if (own === undefined) {
      own = new Set();
      this.#names.set(packet.name, own);
    }
    this.#counted(own.size, own.size + 1);
    own.add(packet);
  }
  #counted(before: number, after: number): void {
    const having = this.#having;
    if (before > 0) having[before]!--;
    if (after > 0) having[after] = (having[after] ?? 0) + 1;
    if (after > this.#most) this.#most = after;
    while (this.#most > 0 && !having[this.#most]) this.#most--;
  }
  #evict(packet: W, why: Drop): void {
    this.remove(packet);
    this.#lose(packet, why, this.row.name);
  }
  #refuse(packet: W, why: Drop): false {
    this.#lose(packet, why, this.row.name);
    return false;
  }
}
