/** Fuzzes one target: mutate what reached something, run it, keep what reached something new. */
import fc from 'fast-check';
import type { Node, Type } from '../../asn1/schema.ts';
import { arbitrary } from '../arbitrary.ts';
import { plain } from '../asn1/plain.ts';
import { Chance } from './chance.ts';
import { type Checked, check } from './check.ts';
import { graft } from './graft.ts';
import { cut, havoc, LONGEST, type Pieces, type Span, spans } from './havoc.ts';
import { type Entry, Pool } from './pool.ts';
import { FEATURES, reach } from './reach.ts';
import { type Edge, everyEdge } from './schema.ts';
import { codecOf, type Target, traceOf } from './targets.ts';

export interface Finding {
  readonly target: string;
  readonly breach: string;
  readonly octets: Uint8Array;
}
export interface Branches {
  readonly counts: Uint8Array;
  used(): number;
}
/** Told of each input before it is run, so that one that never ends is known. */
export type Watch = (octets: Uint8Array) => void;

/** Inputs of up to so many octets get every single bit flipped, before chance takes over. */
const THOROUGH = 48;

export class Campaign {
  readonly target: Target;
  readonly pool = new Pool();
  readonly findings: Finding[] = [];
  executions = 0;
  accepted = 0;
  readonly #seen = new Set<string>();
  readonly #edges = new Set<Edge>();
  readonly #every: readonly Edge[];
  readonly #pieces = new Map<Node, Uint8Array[]>();
  readonly #chance: Chance;
  readonly #branches: Branches;
  readonly #watch: Watch;

  constructor(target: Target, seed: number, branches: Branches, watch: Watch) {
    this.target = target;
    this.#chance = new Chance(seed);
    this.#branches = branches;
    this.#watch = watch;
    this.#every = everyEdge(target.type);
  }

  /** How many fields the schema has. */
  get fields(): number {
    return this.#every.length;
  }
  /** Those of its fields that no input had. */
  get missed(): readonly Edge[] {
    return this.#every.filter((e) => !this.#edges.has(e));
  }

  /** Runs inputs as they are. */
  seed(inputs: Iterable<Uint8Array>): void {
    for (const octets of inputs) this.#run(octets);
  }

  /** Encodes values of our own generator. */
  *generated(count: number): Generator<Uint8Array> {
    const bare = plain(this.target.type) as Type<unknown>;
    for (const value of fc.sample(arbitrary(bare), { numRuns: count, seed: this.#chance.next() })) {
      const octets = codecOf(this.target, bare).encode(value);
      if (octets.length <= LONGEST) yield octets;
    }
  }

  /** Mutates until the time is over; `now` in milliseconds. */
  run(until: number, now: () => number): void {
    while (now() < until) {
      const parent = this.pool.pick(this.#chance);
      if (parent.spans === undefined && parent.octets.length <= THOROUGH && this.#chance.oneIn(3))
        this.#flips(parent.octets);
      for (let i = 0; i < 24; i++) {
        const child = this.#mutate(parent);
        if (child) this.#run(child);
      }
    }
  }

  /** Each single bit, once. */
  #flips(octets: Uint8Array): void {
    for (let bit = 0; bit < octets.length * 8; bit++) {
      const flipped = Uint8Array.from(octets);
      flipped[bit >> 3]! ^= 128 >> (bit & 7);
      this.#run(flipped);
    }
  }

  #mutate(parent: Entry): Uint8Array | undefined {
    const chance = this.#chance;
    const at = parent.spans ?? this.#look(parent);
    parent.spans = at;
    const pieces: Pieces = { piece: (node) => this.#piece(node) };
    const aligned = this.target.rules === 'coer';
    if (chance.oneIn(2)) return havoc(parent.octets, at, chance, pieces, aligned);
    const bare = plain(this.target.type);
    const codec = codecOf(this.target, bare);
    const got = codec.decode(parent.octets);
    if (!got.ok) return havoc(parent.octets, at, chance, pieces, aligned);
    let octets: Uint8Array;
    try {
      octets = codec.encode(graft(bare, got.value, chance));
    } catch {
      // Often no value of the type: nothing to run.
      return undefined;
    }
    if (octets.length > LONGEST) return undefined;
    return chance.oneIn(4) ? havoc(octets, at, chance, pieces, aligned) : octets;
  }

  #look(entry: Entry): readonly Span[] {
    const all = spans(traceOf(this.target, entry.octets).top);
    for (const s of all) {
      if (s.to <= s.from || s.to - s.from > 8 * 256) continue;
      const known = this.#pieces.get(s.node) ?? [];
      this.#pieces.set(s.node, known);
      if (known.length < 24) known.push(cut(entry.octets, s.from, s.to));
      else known[this.#chance.below(24)] = cut(entry.octets, s.from, s.to);
    }
    return all;
  }
  #piece(node: Node): Uint8Array | undefined {
    const known = this.#pieces.get(node);
    return known && this.#chance.pick(known);
  }

  #run(octets: Uint8Array): void {
    const { counts, used } = this.#branches;
    counts.fill(0, 0, used());
    this.#watch(octets);
    const checked = check(this.target, octets);
    this.executions++;
    if (checked.ok) this.accepted++;
    if (checked.breach !== undefined) this.#report(checked.breach, octets);
    this.pool.offer(octets, this.#features(checked));
  }

  #features(checked: Checked): readonly number[] {
    const { counts, used } = this.#branches;
    const out = new Set<number>();
    for (let i = 0, n = used(); i < n; i++) if (counts[i]! > 0) out.add(FEATURES + i * 8 + bucket(counts[i]!));
    if (checked.traced)
      reach(
        checked.traced,
        (f) => out.add(f),
        (e) => this.#edges.add(e),
      );
    return [...out];
  }

  #report(breach: string, octets: Uint8Array): void {
    const kind = breach.replace(/-?\d+/g, '#');
    if (this.#seen.has(kind)) return;
    this.#seen.add(kind);
    this.findings.push({ target: this.target.name, breach, octets: this.#shrunk(octets, kind) });
  }

  /** Leaves out or clears octets as long as the same rule stays broken. */
  #shrunk(octets: Uint8Array, kind: string): Uint8Array {
    let best = octets;
    const still = (b: Uint8Array): boolean => check(this.target, b).breach?.replace(/-?\d+/g, '#') === kind;
    for (let n = best.length; n >= 1; n >>= 1)
      for (let at = 0; at + n <= best.length; ) {
        const without = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + n)]);
        if (still(without)) best = without;
        else at += n;
      }
    for (let at = 0; at < best.length; at++) {
      const clear = Uint8Array.from(best);
      clear[at] = 0;
      if (still(clear)) best = clear;
    }
    return best;
  }
}

/** Counts that differ by little are one feature. */
const bucket = (n: number): number => (n < 4 ? n - 1 : n < 8 ? 3 : n < 16 ? 4 : n < 32 ? 5 : n < 128 ? 6 : 7);
