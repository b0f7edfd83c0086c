/** Hash-based CRLs (7.3.3): HashedId10 of revoked certificates, a million and more. */
import type { ToBeSignedHashIdCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { OctetSet } from './octetset.ts';

const WIDTH = 10;

/** One list as signed. */
class Ids {
  #octets: Uint8Array | undefined;
  #set: OctetSet | undefined;
  constructor({ entries }: ToBeSignedHashIdCrl) {
    this.#octets = new Uint8Array(entries.length * WIDTH);
    for (const [n, { id }] of entries.entries()) this.#octets.set(id, n * WIDTH);
  }
  get set(): OctetSet | undefined {
    return this.#set;
  }
  *sort(): Generator<void, void> {
    const octets = this.#octets;
    if (octets === undefined) return;
    // Taken away first: sorting turns them over in place, and is done once.
    this.#octets = undefined;
    this.#set = yield* OctetSet.sorting(WIDTH, octets);
  }
}

/** A full list and the deltas to it. */
export class HashList {
  readonly crlSerial: number;
  readonly #parts: readonly Ids[];

  private constructor(crlSerial: number, parts: readonly Ids[]) {
    this.crlSerial = crlSerial;
    this.#parts = parts;
  }
  static of(full: ToBeSignedHashIdCrl): HashList {
    return new HashList(full.crlSerial, [new Ids(full)]);
  }
  /** Behind a gap the serial stays: the missing one may still come, and until then each later delta finds the gap too. */
  with(delta: ToBeSignedHashIdCrl, gap: boolean): HashList {
    const serial = gap ? this.crlSerial : delta.crlSerial;
    return new HashList(serial, [...this.#parts, new Ids(delta)]);
  }
  continues({ crlSerial }: ToBeSignedHashIdCrl): boolean {
    return crlSerial <= this.crlSerial + 1;
  }
  *sort(): Generator<void, void> {
    for (const part of this.#parts) yield* part.sort();
  }
  has(id10: Uint8Array): boolean {
    for (const { set } of this.#parts) if (set?.has(id10)) return true;
    return false;
  }
}
