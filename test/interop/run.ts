/** Seeded random values of one type, put to the other codec. */
import fc from 'fast-check';
import { coer } from '../../asn1/coer.ts';
import type { Type } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { arbitrary } from '../arbitrary.ts';
import { type Disagreement, judge, type Way } from './judge.ts';
import { known } from './known.ts';
import { narrow } from './narrow.ts';
import type { Peer } from './peer.ts';
import type { Subject } from './subjects.ts';

export interface Outcome {
  readonly peer: string;
  readonly type: string;
  readonly tried: number;
  /** Values about which both said the same in every way. */
  readonly agreed: number;
  /** Values whose octets both read, and wrote back the same. */
  readonly octets: number;
  /** Values whose JSON of theirs could be compared too. */
  readonly compared: number;
  /** Disagreements by the id of test/interop/known.ts. */
  readonly known: Readonly<Record<string, number>>;
  /** Disagreements that known.ts does not explain, and the first of them. */
  readonly disagreed: number;
  readonly unexplained: readonly Disagreement[];
  readonly seconds: number;
}

/** Values that exist at once, whatever the count. */
const AT_ONCE = 250;
const KEPT = 200;
const ON_OCTETS: ReadonlySet<Way> = new Set(['octets', 'refused', 'ours']);

export async function run(
  subject: Subject,
  peer: Peer,
  count: number,
  seed: number,
  progress: (tried: number) => void = () => {},
): Promise<Outcome> {
  const began = performance.now();
  const type = narrow(subject.type, subject.limits) as Type<unknown>;
  const encode = (node: unknown, value: unknown) =>
    (subject.rules === 'coer' ? coer : uper)(node as Type<unknown>).encode(value);
  const values = arbitrary(type, encode);
  const counts: Record<string, number> = {};
  const unexplained: Disagreement[] = [];
  const seen = { tried: 0, agreed: 0, octets: 0, compared: 0, disagreed: 0 };
  for (let chunk = 0; seen.tried < count; chunk++) {
    const some = fc.sample(values, { seed: seed + chunk * 7919, numRuns: Math.min(AT_ONCE, count - seen.tried) });
    for (const verdict of await Promise.all(some.map((v) => judge(subject, peer, v)))) {
      seen.tried++;
      if (verdict.disagreements.length === 0) seen.agreed++;
      if (!verdict.disagreements.some((d) => ON_OCTETS.has(d.way))) seen.octets++;
      if (verdict.compared) seen.compared++;
      for (const d of verdict.disagreements) {
        const id = known(subject.peer, d)?.id;
        if (id !== undefined) counts[id] = (counts[id] ?? 0) + 1;
        else if (++seen.disagreed <= KEPT) unexplained.push(d);
      }
    }
    progress(seen.tried);
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { peer: subject.peer, type: titled(subject), ...seen, known: counts, unexplained, seconds };
}

export const titled = (s: Subject): string => (s.about ? `${s.theirs} (${s.about})` : s.theirs);
