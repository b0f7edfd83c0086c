/**
 * Loads of any length: messages of many signers, all distinct and all good, in the mix of a busy intersection. They lie
 * end to end in one array, since millions of objects would have the collector measured and not the receiver.
 */
import type { KeyStore } from '../src/crypto/keystore.ts';
import { signSpdu } from '../src/secure/sign.ts';
import type { Holder } from '../src/trust/issue.ts';
import type { TrustStore } from '../src/trust/store.ts';
import { PSID } from '../src/verify/profile.ts';
import type { Micros } from '../src/world.ts';
import { encodeBsm } from '../vehicles/bsm.ts';
import type { Motion } from '../vehicles/sensors.ts';
import { hasty } from './hasty.ts';
import { crypto, HERE, implicitAmbulance, keys, NOW, request, speaker } from './material.ts';
import { spat } from './messages.ts';

export const KINDS = ['bsm', 'spat', 'srm', 'stranger'] as const;
export type Kind = (typeof KINDS)[number];

/** Of a thousand messages; the rest are BSMs. */
const SPATS = 40;
const SRMS = 20;
const PAYLOADS = 64;

export interface Fleet {
  readonly cars: readonly Holder[];
  readonly ambulances: readonly Holder[];
  readonly units: readonly Holder[];
  /** Cars that nobody has heard before. */
  readonly strangers: readonly Holder[];
}
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** So many signers in all, and strangers beside them. */
export function fleet(signers: number, strangers = 0): Fleet {
  const few = Math.max(1, Math.round(signers / 100));
  return {
    cars: many(signers - 2 * few, () => speaker(PSID.bsm)),
    ambulances: many(few, implicitAmbulance),
    units: many(few, () => speaker(PSID.spat)),
    strangers: many(strangers, () => speaker(PSID.bsm)),
  };
}

/** Has a store know the signers of a fleet, as if each had been heard. */
export function introduce(store: TrustStore, { cars, ambulances, units }: Fleet): void {
  for (const { record } of [...cars, ...ambulances, ...units]) {
    const judged = store.judge(record);
    if (!judged.ok) throw new Error(`A certificate of the bench does not hold: ${judged.sentence}`);
    store.remember(judged);
  }
}

const motion: Motion = {
  ...HERE,
  elevation: 10,
  headingDegrees: 90,
  speedMetresPerSecond: 13,
  accelerationMetresPerSecond2: 0,
};
const body = { widthMetres: 1.9, lengthMetres: 4.6 };
const bsms = many(PAYLOADS, (n) => encodeBsm(motion, body, Uint8Array.of(n, 2, 3, 4), n, NOW));
/** What each kind says, and under which PSID. */
const said: Readonly<Record<Kind, { readonly psid: number; readonly payloads: readonly Uint8Array[] }>> = {
  bsm: { psid: PSID.bsm, payloads: bsms },
  spat: { psid: PSID.spat, payloads: many(PAYLOADS, spat) },
  srm: { psid: PSID.srm, payloads: many(PAYLOADS, request) },
  stranger: { psid: PSID.bsm, payloads: bsms },
};
/** Octets that a message takes at most: a certificate of one application and a SPaT of eight groups are well below. */
const LONGEST = 512;

export interface Ordered {
  readonly fleet: Fleet;
  readonly count: number;
  /** When the first one is made, and how many are in a second. */
  readonly from: Micros;
  readonly perSecond: number;
  /** Of them, how many of strangers, with their certificates. */
  readonly strangersPerSecond?: number;
}

/** Messages end to end, in the order they are made. */
export class Belt {
  count = 0;
  from: Micros = 0;
  perSecond = 1;
  readonly #octets: Uint8Array;
  readonly #ends: Float64Array;
  readonly #kinds: Uint8Array;

  /** Has room for so many messages. */
  constructor(room: number) {
    this.#octets = new Uint8Array(room * LONGEST);
    this.#ends = new Float64Array(room + 1);
    this.#kinds = new Uint8Array(room);
  }

  /** Other messages, in the place of those before. */
  fill({ fleet, count, from, perSecond, strangersPerSecond = 0 }: Ordered): this {
    [this.count, this.from, this.perSecond] = [count, from, perSecond];
    const store = hasty(crypto, keys);
    const every = strangersPerSecond > 0 ? Math.round(perSecond / strangersPerSecond) : Infinity;
    for (let n = 0; n < count; n++) {
      const kind = n % every === every - 1 ? 'stranger' : kindOf(n);
      // Strangers one after the other: one that comes again is none.
      const all = fleet[signersOf[kind]];
      const by = all[(kind === 'stranger' ? Math.floor(n / every) : n) % all.length]!;
      const spdu = message(store, by, kind, n, Math.round(this.at(n)));
      const start = this.#ends[n]!;
      this.#octets.set(spdu, start);
      this.#ends[n + 1] = start + spdu.length;
      this.#kinds[n] = KINDS.indexOf(kind);
    }
    return this;
  }

  /** When the n-th message is made. */
  at(n: number): Micros {
    return this.from + (n / this.perSecond) * 1e6;
  }
  kind(n: number): Kind {
    return KINDS[this.#kinds[n]!]!;
  }
  psid(n: number): number {
    return said[this.kind(n)].psid;
  }
  /** A view. */
  octets(n: number): Uint8Array {
    return this.#octets.subarray(this.#ends[n]!, this.#ends[n + 1]!);
  }
}

/** In turns that are not in step with those of the signers. */
function kindOf(n: number): Kind {
  const place = (n * 389) % 1000;
  return place < SPATS ? 'spat' : place < SPATS + SRMS ? 'srm' : 'bsm';
}

/** Who says each kind. */
const signersOf = { bsm: 'cars', spat: 'units', srm: 'ambulances', stranger: 'strangers' } as const;

function message(store: KeyStore, by: Holder, kind: Kind, n: number, generationTime: Micros): Uint8Array {
  const { psid, payloads } = said[kind];
  return signSpdu({
    crypto,
    keys: store,
    key: by.key,
    psid,
    payload: payloads[n % PAYLOADS]!,
    generationTime,
    signer: { form: kind === 'stranger' ? 'certificate' : 'digest', certificate: by.record },
  });
}
