/**
 * Which lane is next: strictly the highest one in which something waits, but for the share of 16 that each lower one is
 * owed. Precedence, because one request has to be answered in milliseconds beside any number of BSMs (round robin would
 * make its wait grow with the number of lanes and their weights); and a share, because a flood of forged requests must
 * not blind the receiver for all else. What is owed is not saved up while a lane is empty, so that a request waits for
 * at most one check of each lane below its own.
 */
import type { Drop } from './drop.ts';
import { Lane, type LaneRow, type Waiting } from './lane.ts';

/** Shares are parts of this. Half of it goes by precedence whatever happens. */
const WHOLE = 16;

export class Schedule<W extends Waiting> {
  readonly lanes: readonly Lane<W>[];
  /** By lane: sixteenths it is owed. */
  readonly #owed: number[];
  readonly #of: Readonly<Record<LaneRow['signers'], ReadonlyMap<number | 'others', Lane<W>>>>;

  /** Throws a RangeError where a row cannot be kept to, or two of them claim the same packets. */
  constructor(rows: readonly LaneRow[], lose: (loser: W, why: Drop, lane: string) => void) {
    this.lanes = rows.map((row) => new Lane(row, lose));
    this.#owed = rows.map(() => 0);
    const of = { known: new Map<number | 'others', Lane<W>>(), new: new Map<number | 'others', Lane<W>>() };
    let shares = 0;
    for (const lane of this.lanes) {
      const { name, limit, perSigner, share, psids, signers } = lane.row;
      if (!(limit >= 1 && perSigner >= 1 && share >= 0))
        throw new RangeError(`lane ${name}: limit and perSigner are 1 or more, share is 0 or more`);
      shares += share;
      for (const psid of typeof psids === 'string' ? [psids] : psids) {
        const other = of[signers].get(psid);
        if (other) throw new RangeError(`PSID ${psid} of ${signers} signers is in lanes ${other.row.name} and ${name}`);
        of[signers].set(psid, lane);
      }
    }
    if (shares > WHOLE / 2) throw new RangeError(`the lanes are owed ${shares} of ${WHOLE} checks; half is the most`);
    this.#of = of;
  }

  of(psid: number, signers: LaneRow['signers']): Lane<W> | undefined {
    return this.#of[signers].get(psid) ?? this.#of[signers].get('others');
  }

  /** Whether something waits; with `fresh` false, in a lane of known signers. */
  waits(fresh: boolean): boolean {
    for (const lane of this.lanes) if (lane.size > 0 && (fresh || lane.row.signers === 'known')) return true;
    return false;
  }

  /** The packet whose turn it is, out of its lane; with `fresh` false, one of a known signer. */
  take(fresh: boolean): W | undefined {
    let highest = -1;
    let due = -1;
    for (let k = 0; k < this.lanes.length; k++) {
      const lane = this.lanes[k]!;
      if (lane.size === 0) {
        this.#owed[k] = 0;
        continue;
      }
      if (!fresh && lane.row.signers === 'new') continue;
      if (highest < 0) highest = k;
      if (this.#owed[k]! >= WHOLE && (due < 0 || this.#owed[k]! > this.#owed[due]!)) due = k;
    }
    const next = due >= 0 ? due : highest;
    if (next < 0) return undefined;
    for (let k = 0; k < this.lanes.length; k++) {
      const lane = this.lanes[k]!;
      if (lane.size > 0 && (fresh || lane.row.signers === 'known'))
        this.#owed[k] = Math.max(0, this.#owed[k]! + lane.row.share - (k === next ? WHOLE : 0));
    }
    return this.lanes[next]!.take();
  }
}
