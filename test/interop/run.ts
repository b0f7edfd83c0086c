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
  readonly unexplained: readonly Disagreement[];
}

const AT_ONCE = 200;
const ON_OCTETS: ReadonlySet<Way> = new Set(['octets', 'refused', 'ours']);

export async function run(subject: Subject, peer: Peer, count: number, seed: number): Promise<Outcome> {
  const type = narrow(subject.type, subject.limits) as Type<unknown>;
  const encode = (node: unknown, value: unknown) =>
    (subject.rules === 'coer' ? coer : uper)(node as Type<unknown>).encode(value);
  const values = fc.sample(arbitrary(type, encode), { seed, numRuns: count });
  const counts: Record<string, number> = {};
  const unexplained: Disagreement[] = [];
  let agreed = 0;
  let octets = 0;
  let compared = 0;
  for (let i = 0; i < values.length; i += AT_ONCE) {
    for (const verdict of await Promise.all(values.slice(i, i + AT_ONCE).map((v) => judge(subject, peer, v)))) {
      if (verdict.disagreements.length === 0) agreed++;
      if (!verdict.disagreements.some((d) => ON_OCTETS.has(d.way))) octets++;
      if (verdict.compared) compared++;
      for (const d of verdict.disagreements) {
        const id = known(subject.peer, d)?.id;
        if (id === undefined) unexplained.push(d);
        else counts[id] = (counts[id] ?? 0) + 1;
      }
    }
  }
  return {
    peer: subject.peer,
    type: titled(subject),
    tried: values.length,
    agreed,
    octets,
    compared,
    known: counts,
    unexplained,
  };
}

export const titled = (s: Subject): string => (s.about ? `${s.theirs} (${s.about})` : s.theirs);
