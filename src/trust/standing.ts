/** How a CRL that came stands to those of its kind that are there: new, known, too old, or one too many (7.3.2). */
import { SPDU } from './finding.ts';
import { type Finding, type Refusal, refuse } from './result.ts';

/** Each is asked about each certificate. */
const MOST_DELTAS = 64;

/** The newest list of either kind, a full one and the deltas to it; `L` is what a list of its kind says. */
export interface Kept<L> {
  /** Of the full one: what is older says nothing that is not in it. A later one may have been passed over. */
  readonly since: number;
  /** Lists it is made of. */
  readonly length: number;
  /** Whether this very list, full or delta, is one of them. */
  contains(list: L, issueDate: number, full: boolean): boolean;
  /** Whether a delta is the next one, or an earlier one. */
  continues(delta: L): boolean;
}

/** Undefined where a list is to be taken; else why it cannot be, or that it changes nothing, and `gap` as when it came. */
export function standing<L>(
  newest: Kept<L> | undefined,
  list: L,
  issueDate: number,
  full: boolean,
): { readonly gap: boolean } | Refusal | undefined {
  if (newest === undefined) return full ? undefined : withoutFull();
  if (newest.contains(list, issueDate, full)) return { gap: !full && !newest.continues(list) };
  if (issueDate < newest.since) return { gap: false };
  if (full || newest.length <= MOST_DELTAS) return undefined;
  const finding = inList('typeSpecific', `delta ${newest.length}`, `at most ${MOST_DELTAS} deltas to a full list`);
  return refuse('overdueCRL', 'more delta CRLs than are kept: get the full list', '7.3.2', finding);
}
function withoutFull(): Refusal {
  const finding = inList('typeSpecific', 'a delta', 'the full list first');
  return refuse('overdueCRL', 'a delta CRL without the full one before it', '7.3.2', finding);
}

/** The last list up to which none is missing, where `next` finds the one behind a list. */
export function unbroken<L>(from: L, next: (last: L) => L | undefined): L {
  let last = from;
  for (let found = next(last); found; found = next(last)) last = found;
  return last;
}

/** In the CrlContents that an SPDU holds. */
export function inList(field: string, found: string | undefined, allowed: string): Finding {
  return { field: `${SPDU.unsecuredData}.${field}`, found, allowed };
}
