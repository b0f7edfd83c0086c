/**
 * Figures of revocation: a list of 100,000 devices from its contents into force, one of a million hashes from its octets,
 * and what they add to a verification.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { coer } from '../asn1/coer.ts';
import { decodeSlices, type Lazily } from '../asn1/coerslices.ts';
import { CrlContents } from '../asn1/ieee1609dot2/crl.ts';
import { linkageBlocks } from '../src/crypto/linkage.ts';
import { seededRandom } from '../src/crypto/random.ts';
import type { CertificateRecord } from '../src/trust/certificate.ts';
import { atOnce } from '../src/trust/force.ts';
import { explain } from '../src/trust/result.ts';
import { Revocations } from '../src/trust/revocation.ts';
import { takingCrl } from '../src/verify/crl.ts';
import { collected } from './heap.ts';
import { authorities, crypto, explicitAmbulance, hashCrl, NOW, OF_DEVICES, signedHashCrl } from './material.ts';
import { linkageCrl } from './messages.ts';
import { type Contest, median, type Side, side } from './timer.ts';
import { nodeVerify } from './verify.ts';

const DEVICES = 100_000;
const HASHES = 1_000_000;
/** Of a device, in one period. */
const CERTIFICATES = 20;
/** Linkage values that are looked up in turn: they lie all over the memory of the list. */
const VALUES = 65_536;
/** Slices between two looks at the memory. */
const LOOK = 200;

/** `clock`: milliseconds that only ever grow. */
export function revocation(clock: () => number): readonly Contest[] {
  // The list that was applied last is looked up in: it need not be applied again.
  let applied: Revocations | undefined;
  return [
    {
      name: 'crl.apply.100k',
      references: ['node-crypto.aes-128-ecb'],
      group: 'verify',
      sides: () => [
        apply('crl.apply.100k', clock, (list) => {
          applied = list;
        }),
        blocks('node-crypto.aes-128-ecb'),
      ],
    },
    {
      name: 'crl.apply.1m',
      references: ['node-crypto.sha256'],
      group: 'verify',
      rounds: 9,
      sides: () => {
        const list = signedHashCrl(HASHES);
        return [
          inSlices('crl.apply.1m', list, clock),
          side('node-crypto.sha256', () => createHash('sha256').update(list.octets).digest()),
        ];
      },
    },
    {
      name: 'crl.lookup',
      references: ['node-crypto.verify'],
      group: 'verify',
      sides: () => {
        const list = applied ?? inForce();
        applied = undefined;
        return [lookup('crl.lookup', list), nodeVerify('node-crypto.verify')];
      },
    },
  ];
}

const devices = (): CrlContents => ({ ...linkageCrl(DEVICES), ...OF_DEVICES });

/** Decoded contents to a list in force for its period. */
function inForce(contents = devices()): Revocations {
  const list = new Revocations(crypto);
  const refusal = list.apply(contents);
  if (refusal) throw new Error(`refused: ${explain(refusal)}`);
  return list;
}

/** One operation is a whole list; of its memory, the most that is in use at any time and not what waits to be collected. */
function apply(name: string, clock: () => number, done: (list: Revocations) => void): Side {
  let contents: CrlContents | undefined;
  return {
    name,
    rare: true,
    rate() {
      contents ??= devices();
      const start = clock();
      const list = inForce(contents);
      const rate = 1000 / (clock() - start);
      done(list);
      return rate;
    },
    facts() {
      // What lies in memory is walked at each look.
      contents = undefined;
      const octets = coer(CrlContents).encode(devices());
      return { megabytes: most(() => begun(octets)) };
    },
  };
}

/** Beside what was there before, the octets of the list among it. */
function most(begin: () => Generator<void, void>): number {
  const used = () => {
    const { heapUsed, arrayBuffers } = collected();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const work = begin();
  let highest = used();
  for (let slice = 0; !work.next().done; slice++) if (slice % LOOK === 0) highest = Math.max(highest, used());
  highest = Math.max(highest, used());
  return Math.round((highest - before) / 1e5) / 10;
}
function* begun(octets: Uint8Array): Generator<void, void> {
  const { list, work } = put(octets);
  yield* work;
  if (list.apply(devices()) !== undefined) throw new Error('a list that is there already was refused');
}
/** By itself, so that nothing but the list holds the contents when it is left. */
function put(octets: Uint8Array): { readonly list: Revocations; readonly work: Generator<void, void> } {
  const given: Generator<void, void>[] = [];
  const list = new Revocations(crypto, undefined, (work) => given.push(work));
  list.apply(received(octets));
  const [work] = given;
  if (work === undefined) throw new Error('the list was refused');
  return { list, work };
}

/** Contents as a receiver has them: what is in long lists is kept as octets. */
function received(octets: Uint8Array): Lazily<CrlContents> {
  const got = atOnce(decodeSlices(CrlContents, octets));
  if (!got.ok) throw new Error(got.malformed.rule);
  return got.value;
}

/**
 * One operation is a whole list, from the octets received into force. Beside its rate: the longest of its slices, each the
 * median over all lists; the longest of each list, again the median of all, in which the collecting of garbage is, and
 * whatever else goes on on the machine; and the most memory in use at any time beyond the octets as they were received.
 */
function inSlices(name: string, { octets, store }: ReturnType<typeof signedHashCrl>, clock: () => number): Side {
  /** Of each list, milliseconds of each slice. */
  const lists: number[][] = [];
  function* taking(): Generator<void, void> {
    const jobs: Generator<void, void>[] = [];
    const revocations = new Revocations(crypto, undefined, (work) => jobs.push(work));
    const refusal = yield* takingCrl({ crypto, clock: { now: () => NOW }, store, revocations }, octets);
    if (refusal) throw new Error(`refused: ${explain(refusal)}`);
    for (let job = jobs.shift(); job; job = jobs.shift()) yield* job;
  }
  return {
    name,
    rare: true,
    rate() {
      const work = taking();
      const start = clock();
      const slices: number[] = [];
      for (let from = start, done = false; !done; ) {
        done = work.next().done === true;
        const to = clock();
        slices.push(to - from);
        from = to;
      }
      lists.push(slices);
      return 1000 / (clock() - start);
    },
    facts() {
      const longest = Math.max(...lists[0]!.map((_, n) => median(lists.map((slices) => slices[n]!))));
      const disturbed = median(lists.map((slices) => Math.max(...slices)));
      const [longestMillis, disturbedMillis] = [longest, disturbed].map((millis) => Math.round(millis * 100) / 100);
      return { longestMillis: longestMillis!, disturbedMillis: disturbedMillis!, megabytes: most(taking) };
    },
  };
}

/**
 * AES-128 of Node over the blocks of the same number of seeds, a cipher for each, and nothing else: as many seeds as the
 * time is for, and from them the rate of whole lists.
 */
function blocks(name: string): Side {
  const octets = new Uint8Array(
    linkageBlocks(
      Uint8Array.of(1, 2),
      Array.from({ length: CERTIFICATES }, (_, j) => j),
    ).buffer,
  );
  const seeds = Array.from({ length: 1000 }, () => seededRandom('bench.aes').octets(16));
  let next = 0;
  const one = side(name, () => {
    createCipheriv('aes-128-ecb', seeds[next++ % seeds.length]!, null).update(octets);
  });
  return { name, rate: async (seconds) => (await one.rate(seconds)) / (2 * DEVICES) };
}

/**
 * All that one verification asks: the signer by its linkage value, in the list of 100,000 devices, and the authorities
 * above it by their hashes, in one of a million.
 */
function lookup(name: string, list: Revocations): Side {
  const refusal = list.apply(hashCrl(HASHES));
  if (refusal) throw new Error(`refused: ${explain(refusal)}`);
  const values = seededRandom('bench.lookup').octets(9 * VALUES);
  const { record } = explicitAmbulance();
  const linkageValue = new Uint8Array(9);
  const id = { tag: 'linkageData', value: { iCert: 4, linkageValue, groupLinkageValue: undefined } } as const;
  // One record, as whoever verifies has it before him just then; what is asked of the list is another each time.
  const chain: readonly CertificateRecord[] = [{ ...record, tbs: { ...record.tbs, id } }, ...authorities];
  let next = 0;
  return side(name, () => {
    const at = (next++ % VALUES) * 9;
    for (let i = 0; i < 9; i++) linkageValue[i] = values[at + i]!;
    for (const c of chain) {
      const refused = list.check(c, NOW);
      if (refused) throw new Error(`refused: ${explain(refused)}`);
    }
  });
}
