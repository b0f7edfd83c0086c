/**
 * Groups of devices on a linkage-based CRL (5.1.3.4). A certificate of a member says in its group linkage value by which
 * j it was made, any number of 32 bits: so that values cannot be derived ahead, but are for each certificate that is
 * shown, once. Derived as a linkage value is, with jValue for j; the published vectors of group values agree.
 */
import { toHex } from '../../asn1/hex.ts';
import type { GroupLinkageValue } from '../../asn1/ieee1609dot2/base.ts';
import { addPreLinkageValues, LINKAGE_VALUE, linkageBlocks } from '../crypto/linkage.ts';
import type { Seeds } from './seeds.ts';

/** Certificates remembered. Each was issued by an authority, and a device has twenty or so of a period. */
const REMEMBERED = 4096;

/** Groups as they are in one period. */
export class Groups {
  readonly #groups: readonly Seeds[];
  readonly #known = new Map<string, boolean>();

  constructor(groups: readonly Seeds[]) {
    this.#groups = groups;
  }

  /** Whether the value was made by the seeds of one of the groups. */
  has({ jValue, value }: GroupLinkageValue): boolean {
    if (this.#groups.length === 0) return false;
    const key = toHex(jValue) + toHex(value);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#groups.some((group) => made(group, jValue, value));
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, found);
    return found;
  }
}

function made({ chains }: Seeds, jValue: Uint8Array, value: Uint8Array): boolean {
  const out = new Uint8Array(LINKAGE_VALUE);
  const j = new DataView(jValue.buffer, jValue.byteOffset).getUint32(0);
  for (const { laId, seeds } of chains) addPreLinkageValues(seeds, linkageBlocks(laId, [j]), out, 0);
  return out.every((octet, at) => octet === value[at]);
}
