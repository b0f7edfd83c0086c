/** A CRL in slices: the same as at one go, verdicts in between, and nothing of it before all of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlContents, CrlContents2016, CrlSsp, type HashBasedRevocationInfo } from '../../asn1/ieee1609dot2/crl.ts';
import { join } from '../../asn1/octets.ts';
import { noble } from '../../src/crypto/noble.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { systemBackground } from '../../src/system.ts';
import type { CertificateRecord } from '../../src/trust/certificate.ts';
import { malformedIn, SPDU } from '../../src/trust/finding.ts';
import { type Refusal, refuse } from '../../src/trust/result.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCrl, takeCrlLater, takingCrl } from '../../src/verify/crl.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { all, at, crypto, ica, keys, NOW, PSIDS, random, root, START, under } from '../pki.ts';
import { checked, I, LA1, LA2, linkageOf, type Pair, pair } from '../trust/crls.ts';
import { signed } from './srm.ts';

const REVOKED = 'certificateRevoked';
const DAY = 86_400;
const SERIES = 3;
const ssp = coer(CrlSsp).encode({ version: 1, associatedCraca: 'isCraca', crls: [SERIES] });
const craca = under(ica, 'craca', {
  appPermissions: [{ psid: PSIDS.crl, ssp: { tag: 'opaque', value: ssp } }],
  certIssuePermissions: [all(1)],
  validityPeriod: { start: START, duration: { tag: 'years', value: 5 } },
});
const ours = under(craca, 'ours', {
  ...{ appPermissions: [{ psid: PSIDS.srm, ssp: undefined }], crlSeries: SERIES, cracaId: craca.record.id8.slice(5) },
  validityPeriod: { start: START, duration: { tag: 'years', value: 1 } },
});
/** Whoever has that hash. */
const named = (id10: Uint8Array): CertificateRecord => ({ ...ours.record, id10, twin10: undefined });
const entry = (id = random.octets(10)): HashBasedRevocationInfo => ({ id, expiry: START });
const entries = (count: number) => Array.from({ length: count }, () => entry());

const contents = (typeSpecific: CrlContents['typeSpecific'], day = 0): CrlContents => ({
  ...{ version: 1, crlSeries: SERIES, crlCraca: craca.record.id8, priorityInfo: { priority: undefined } },
  ...{ issueDate: START + day, nextCrl: START + (day + 30) * DAY, typeSpecific },
});
/** The list of a day. */
const full = (day: number, ...of: readonly HashBasedRevocationInfo[]): CrlContents =>
  contents({ tag: 'fullHashCrl', value: { crlSerial: day + 1, entries: of } }, day);
const octetsOf = (of: CrlContents): Uint8Array => coer(CrlContents).encode(of);
const crl = (of: CrlContents | Uint8Array): Uint8Array => {
  const payload = of instanceof Uint8Array ? of : octetsOf(of);
  const signer = { form: 'certificate', certificate: craca.record } as const;
  return signSpdu({ crypto, keys, key: craca.key, psid: PSIDS.crl, payload, signer });
};

/** A receiver; what it does in the background waits until the test has it done. */
function unit(provider = crypto) {
  const waiting: Generator<void, void>[] = [];
  const background = (work: Generator<void, void>) => void waiting.push(work);
  const store = new TrustStore({ crypto: provider });
  store.addAnchor(root.record);
  for (const { record } of [ica, craca]) expect(store.addAuthority(record)).toMatchObject({ ok: true });
  const revocations = new Revocations(provider, undefined, background);
  const options = { crypto: provider, clock: at(NOW), store, revocations, background };
  const verifier = new Verifier(options);
  return {
    options,
    waiting,
    says: (id10: Uint8Array) => checked(revocations, named(id10), NOW)?.result,
    hear() {
      const verdict = verifier.verify(signed(ours, { generationTime: NOW + heard++ }));
      return verdict.ok ? 'accepted' : verdict.result;
    },
    /** Does all that waits, and counts its slices; `between` is called after each. */
    work(between = () => {}): number {
      let slices = 0;
      for (let job = waiting.shift(); job; job = waiting.shift())
        for (const _ of job) {
          slices++;
          between();
        }
      return slices;
    },
  };
}
let heard = 0;

/** What is said of a list by whoever decodes it as a whole and applies what comes of it. */
function atOneGo(octets: Uint8Array, revocations: Revocations): Refusal | undefined {
  const now = coer(CrlContents).decode(octets);
  const then = now.ok ? now : coer(CrlContents2016).decode(octets);
  if (then.ok) return revocations.apply(then.value);
  if (now.ok) throw new Error('both');
  const { malformed } = now;
  const finding = malformedIn('CrlContents', malformed, SPDU.unsecuredData);
  return refuse('spduParsingInvalidInput', malformed.rule, '7.3.2', finding);
}

/** What may happen to the octets of a list, whose entries of 15 octets stand at the end. */
const harm: Readonly<Record<string, (octets: Uint8Array, count: number, chance: number) => Uint8Array>> = {
  nothing: (octets) => octets,
  'cut short': (octets, _, chance) => octets.subarray(0, chance % octets.length),
  'an octet behind it': (octets) => join([octets, Uint8Array.of(0)]),
  'a wrong count': (octets, count) => octets.with(octets.length - 15 * count - 1, (count + 1) & 255),
  'a bad entry': (octets, count, chance) => octets.with(octets.length - 15 * (1 + (chance % count)), 1),
  'a count with a needless octet'(octets, count) {
    const at = octets.length - 15 * count - (count > 255 ? 3 : 2);
    return join([octets.subarray(0, at), Uint8Array.of(octets[at]! + 1, 0), octets.subarray(at + 1)]);
  },
  // Behind series, CRACA and times.
  'any octet another one': (octets, _, chance) => octets.with(19 + (chance % (octets.length - 19)), chance >>> 24),
};

describe('taken in slices, at once, or decoded as a whole', () => {
  test.each(Object.keys(harm))('a list by hash with %s comes to the same', (how) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), fc.boolean(), fc.nat(2 ** 31 - 1), (count, later, chance) => {
        const [old, kept] = [entry(), entry()];
        const list = entries(count);
        const next = later
          ? contents({ tag: 'deltaHashCrl', value: { crlSerial: 2 + (chance & 1), entries: list } }, 1)
          : full(1, ...list);
        const octets = harm[how]!(octetsOf(next), count, chance);
        const [whole, once, slices] = [unit(), unit(), unit()];
        for (const { options } of [whole, once, slices]) options.revocations.apply(full(0, old, kept));
        const expected = atOneGo(octets, whole.options.revocations);
        if (how === 'nothing' && !later) expect(expected).toBeUndefined();
        if (!['nothing', 'any octet another one'].includes(how)) expect(expected).toBeDefined();
        const message = crl(octets);
        expect(takeCrl(once.options, message)).toEqual(expected);
        const work = takingCrl(slices.options, message);
        let step = work.next();
        while (!step.done) step = work.next();
        expect(step.value).toEqual(expected);
        for (const { work } of [whole, once, slices]) work();
        const asked = [old, kept, entry(), ...list.filter((_, n) => n % 97 === 0 || n === count - 1)].map((e) => e.id);
        const said = asked.map(whole.says);
        // A delta behind a gap is in force, and refused so that the full list is got.
        const taken = expected === undefined || expected.result === 'overdueCRL';
        if (how !== 'any octet another one') expect(said.at(-1)).toBe(taken ? REVOKED : undefined);
        expect(asked.map(once.says)).toEqual(said);
        expect(asked.map(slices.says)).toEqual(said);
      }),
      { numRuns: 8 },
    );
  });
  test('a list of 3,000 devices, and one of the edition of 2016, come to the same', () => {
    const pairs = Array.from({ length: 3000 }, pair);
    const la = { la1Id: LA1, la2Id: LA2 };
    const singles = Array.from({ length: 2500 }, () => random.octets(16));
    const individual = [
      { jmax: 1, contents: [{ ...la, contents: [{ iMax: 9, contents: pairs, singleSeed: singles }] }] },
      { jmax: 0, contents: [{ ...la, contents: [{ iMax: 3, contents: [pair()] }] }] },
    ];
    const value = { iRev: 4, indexWithinI: 0, individual, groups: undefined };
    const linked = octetsOf(contents({ tag: 'fullLinkedCrl', value }));
    const old = coer(CrlContents2016).encode(full(0, entry(ours.record.id10), ...entries(3000)));
    const [whole, slices] = [unit(), unit()];
    for (const octets of [linked, old]) {
      expect(atOneGo(octets, whole.options.revocations)).toBeUndefined();
      void takeCrlLater(slices.options, crl(octets));
    }
    const traced = (of: Pair | Uint8Array, j: number): CertificateRecord => {
      const linkageData = { iCert: 4, linkageValue: linkageOf(of, I, j), groupLinkageValue: undefined };
      return {
        ...named(random.octets(10)),
        tbs: { ...ours.record.tbs, id: { tag: 'linkageData', value: linkageData } },
      };
    };
    const [first, stranger] = [pairs[0]!, pair()];
    for (const { work, hear, options } of [whole, slices]) {
      expect(work()).toBeGreaterThan(100);
      expect(hear()).toBe(REVOKED);
      const says = (of: Pair | Uint8Array, j = 1) => checked(options.revocations, traced(of, j), NOW)?.result;
      const named = [first, pairs.at(-1)!, singles[0]!, singles.at(-1)!];
      expect(named.map((of) => says(of))).toEqual(Array(4).fill(REVOKED));
      expect([says(first, 2), says(stranger), says(stranger, 0)]).toEqual([undefined, undefined, undefined]);
    }
  });
});

describe('while a list is taken', () => {
  const [old, last] = [entry(), entry()];
  test('verdicts are given between its slices, by the one before until it is whole', async () => {
    const { options, says, hear, work } = unit();
    options.revocations.apply(full(0, old));
    const answer = takeCrlLater(options, crl(full(1, ...entries(20_000), entry(ours.record.id10), last)));
    const said: string[] = [];
    const slices = work(() => said.push([says(old.id), says(last.id), hear()].join()));
    expect(await answer).toBeUndefined();
    expect(slices).toBeGreaterThan(20);
    expect([...new Set(said)]).toEqual([`${REVOKED},,accepted`]);
    expect([says(old.id), says(last.id), hear()]).toEqual([undefined, REVOKED, REVOKED]);
  });
  test('one whose last entry is bad leaves nothing: the one before stays, and nothing waits', async () => {
    const { options, says, waiting, work } = unit();
    options.revocations.apply(full(0, old));
    const list = octetsOf(full(1, ...entries(20_000), last));
    const answer = takeCrlLater(options, crl(list.with(list.length - 15, 1)));
    expect(work(() => expect(says(old.id)).toBe(REVOKED))).toBeGreaterThan(10);
    expect((await answer)?.finding).toMatchObject({
      field: expect.stringContaining('typeSpecific.fullHashCrl.entries.20000'),
    });
    expect(waiting).toHaveLength(0);
    expect([says(old.id), says(last.id)]).toEqual([REVOKED, undefined]);
    expect(takeCrl(options, crl(list)), 'the same one in good order').toBeUndefined();
    work();
    expect([says(old.id), says(last.id)]).toEqual([undefined, REVOKED]);
  });
  test('and newer ones come, the newest is in force in the end, in whatever order they come', async () => {
    const own = [entry(), entry(), entry()];
    const lists = own.map((e, day) => crl(full(day, e, ...entries(5000))));
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const { options, says, work } = unit();
      const answers = order.map((n) => takeCrlLater(options, lists[n]!));
      work();
      expect(await Promise.all(answers)).toEqual([undefined, undefined, undefined]);
      expect(own.map((e) => says(e.id))).toEqual([undefined, undefined, REVOKED]);
    }
  });
  test('one that a newer one overtakes at once changes nothing when it is whole', async () => {
    const [one, two] = [entry(), entry()];
    const { options, says, waiting, work } = unit();
    const answer = takeCrlLater(options, crl(full(1, one, ...entries(20_000))));
    for (let n = 0; n < 8; n++) waiting[0]!.next();
    expect(takeCrl(options, crl(full(2, two)))).toBeUndefined();
    expect(says(two.id)).toBe(REVOKED);
    work();
    expect(await answer).toBeUndefined();
    expect([one, two].map((e) => says(e.id))).toEqual([undefined, REVOKED]);
  });
  test('a delta that comes behind it finds it there', async () => {
    const [one, two] = [entry(), entry()];
    const { options, says, work } = unit();
    const first = takeCrlLater(options, crl(full(0, one, ...entries(5000))));
    const delta = contents({ tag: 'deltaHashCrl', value: { crlSerial: 2, entries: [two] } }, 1);
    const second = takeCrlLater(options, crl(delta));
    work();
    expect([await first, await second]).toEqual([undefined, undefined]);
    expect([one, two].map((e) => says(e.id))).toEqual([REVOKED, REVOKED]);
  });
  test('octets are the caller’s again when it answers', async () => {
    const { options, says, waiting, work } = unit();
    const octets = crl(full(0, ...entries(5000), last));
    const answer = takeCrlLater(options, octets);
    const job = waiting.shift()!;
    for (const _ of job);
    expect(await answer).toBeUndefined();
    octets.fill(0);
    work();
    expect(says(last.id)).toBe(REVOKED);
  });
  test('one whose signature does not hold is refused before any of it is decoded', async () => {
    const { options, waiting, work } = unit();
    const octets = crl(full(0, ...entries(5000)));
    octets[octets.length - 1]! ^= 1;
    const answer = takeCrlLater(options, octets);
    expect(work()).toBe(0);
    expect((await answer)?.result).toBe('cryptoVerificationFailure');
    expect(waiting).toHaveLength(0);
  });
});

test('all providers hash a long list in slices, and find its signature to hold', () => {
  const octets = crl(full(0, ...entries(40_000)));
  for (const provider of [crypto, noble]) {
    const { options } = unit(provider);
    const work = new Verifier({ ...options }).verifySlices(octets, PSIDS.srm);
    expect(work.next().value).toMatchObject({ result: 'psidsDontMatch' });
    expect(takeCrl(options, octets)).toBeUndefined();
  }
});
test('an error in the background is told to who waits for the list', async () => {
  const { options, work } = unit();
  const now = (): number => {
    throw new Error('no clock');
  };
  const answer = takeCrlLater({ ...options, clock: { now } }, crl(full(0)));
  work();
  await expect(answer).rejects.toThrow('no clock');
});
test('the background of this process takes it, and others have their turns meanwhile', async () => {
  const { options, hear } = unit();
  const background = systemBackground(0.1);
  const revocations = new Revocations(crypto, undefined, background);
  const verifier = new Verifier({ ...options, revocations });
  const answer = takeCrlLater({ ...options, revocations, background }, crl(full(0, ...entries(50_000))));
  let taken = false;
  void answer.then(() => (taken = true));
  let turns = 0;
  for (; !taken; turns++) {
    expect(verifier.verify(signed(ours, { generationTime: NOW + heard++ }))).toMatchObject({ ok: true });
    await new Promise(setImmediate);
  }
  expect(await answer).toBeUndefined();
  expect(turns).toBeGreaterThan(10);
  expect(hear()).toBe('accepted');
});
