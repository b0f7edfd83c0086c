/**
 * Follows a decoder through the octets: where each field begins and ends, and where it all went wrong. Only the traced
 * variant of a codec, run for `dissect` and for the path of an error, pays for it.
 */
import type { Node } from './schema.ts';

export interface Field {
  readonly name: string;
  readonly node: Node;
  /** Bits from the start of the outermost value; octets times eight in COER. */
  readonly from: number;
  to: number;
  value: unknown;
  readonly children: Field[];
}

export class Tracer {
  readonly top: Field;
  readonly #open: Field[];
  readonly #keep: boolean;
  #pinned: number | undefined;
  /** Without `keep` only the way to the field being read is known: all that an error needs, whatever the octets hold. */
  constructor(node: Node, keep = true) {
    this.#keep = keep;
    this.top = { name: node.name ?? '', node, from: 0, to: 0, value: undefined, children: [] };
    this.#open = [this.top];
  }
  enter(name: string, node: Node, from: number): void {
    const at = this.#pinned ?? from;
    const field: Field = { name, node, from: at, to: at, value: undefined, children: [] };
    if (this.#keep) this.#open.at(-1)!.children.push(field);
    this.#open.push(field);
  }
  leave(to: number, value: unknown): void {
    const field = this.#open.pop()!;
    field.to = this.#pinned ?? to;
    field.value = value;
  }
  /** Runs `read` on octets that do not stand in the message as they are: all its fields are said to be at `bit`. */
  at<T>(bit: number, read: () => T): T {
    const outer = this.#pinned;
    this.#pinned = outer ?? bit;
    const v = read();
    this.#pinned = outer;
    return v;
  }
  /** The names of the fields still open: where decoding stopped. */
  path(): string[] {
    return this.#open.slice(1).map((f) => f.name);
  }
}
