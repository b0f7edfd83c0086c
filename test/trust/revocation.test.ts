import { describe, expect, test } from 'vitest';
import type { CrlContents, ToBeSignedLinkageValueCrl } from '../../asn1/ieee1609dot2/crl.ts';
import { laterSeed, linkageValue, preLinkageValues } from '../../src/crypto/linkage.ts';
import { type CertificateRecord, readCertificate, seriesOf } from '../../src/trust/certificate.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { aca, crypto, device, NOW, PSIDS, random, START, under } from '../pki.ts';
import { checked } from './crls.ts';

const SERIES = 3;
const craca = aca.record.id8;
const part = { cracaId: craca.slice(5), crlSeries: SERIES };
const permissions = { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }] };
const explicitOne = under(aca, 'one', { ...permissions, ...part }).record;
const other = under(aca, 'other', { ...permissions, ...part }).record;
const unlisted = device(permissions.appPermissions).record;
const DAY = 86_400;

const list = (typeSpecific: CrlContents['typeSpecific'], change: Partial<CrlContents> = {}): CrlContents => ({
  version: 1,
  crlSeries: SERIES,
  crlCraca: craca,
  issueDate: START,
  nextCrl: START + 7 * DAY,
  priorityInfo: { priority: undefined },
  typeSpecific,
  ...change,
});
const entries = (records: readonly CertificateRecord[]) =>
  records.map((r) => ({ id: r.hash.slice(-10), expiry: START + 400 * DAY }));
const hashes = (tag: 'fullHashCrl' | 'deltaHashCrl', crlSerial: number, ...of: CertificateRecord[]) =>
  ({ tag, value: { crlSerial, entries: entries(of) } }) as const;
const taking = (...lists: readonly CrlContents[]) => {
  const revocations = new Revocations(crypto);
  return { revocations, results: lists.map((l) => revocations.apply(l)?.result) };
};
const verdict = (r: Revocations, record: CertificateRecord, now = NOW) => checked(r, record, now)?.result;

describe('B17: a hash CRL', () => {
  test('revokes what it names and nothing else', () => {
    const { revocations, results } = taking(list(hashes('fullHashCrl', 1, explicitOne)));
    expect(results).toEqual([undefined]);
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
    expect(verdict(revocations, other)).toBeUndefined();
    expect(verdict(revocations, unlisted)).toBeUndefined();
  });
  test('revokes the twin of a certificate too, whose signature says n - s', () => {
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const octets = explicitOne.octets.slice();
    const s = BigInt(`0x${Buffer.from(octets.subarray(-32)).toString('hex')}`);
    octets.set(Buffer.from((n - s).toString(16).padStart(64, '0'), 'hex'), octets.length - 32);
    const twin = readCertificate(crypto, octets);
    expect(twin.id).not.toBe(explicitOne.id);
    expect(twin.twin10).toEqual(explicitOne.id10);
    expect(explicitOne.twin10).toEqual(twin.id10);
    expect(verdict(taking(list(hashes('fullHashCrl', 1, explicitOne))).revocations, twin)).toBe('certificateRevoked');
    expect(verdict(taking(list(hashes('fullHashCrl', 1, twin))).revocations, explicitOne)).toBe('certificateRevoked');
  });
  test('of another series or another CRACA says nothing of it', () => {
    const { revocations } = taking(
      list(hashes('fullHashCrl', 1, explicitOne), { crlSeries: 4 }),
      list(hashes('fullHashCrl', 1, explicitOne), { crlCraca: random.octets(8) }),
    );
    expect(verdict(revocations, explicitOne)).toBeUndefined();
  });
  test('of a CRACA whose last three octets are the same takes nobody off the list', () => {
    const double = Uint8Array.from([...random.octets(5), ...craca.subarray(5)]);
    const { revocations, results } = taking(
      list(hashes('fullHashCrl', 1, explicitOne)),
      list(hashes('fullHashCrl', 9), { crlCraca: double, issueDate: START + 5 }),
    );
    expect(results).toEqual([undefined, undefined]);
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
  });
  test('that is older changes nothing, a newer full one replaces all', () => {
    const { revocations, results } = taking(
      list(hashes('fullHashCrl', 2, explicitOne), { issueDate: START + 10 }),
      list(hashes('fullHashCrl', 1), { issueDate: START + 9, nextCrl: START + 900 * DAY }),
    );
    expect(results).toEqual([undefined, undefined]);
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
    expect(verdict(revocations, other, (START + 22 * DAY) * 1e6)).toBe('overdueCRL');
    revocations.apply(list(hashes('fullHashCrl', 3, other), { issueDate: START + 11 }));
    expect(verdict(revocations, explicitOne)).toBeUndefined();
    expect(verdict(revocations, other)).toBe('certificateRevoked');
  });
  test.each([
    ['nextCrl at issueDate', { nextCrl: START }, 'spduParsingInvalidInput'],
    ['nextCrl before issueDate', { nextCrl: START - 1 }, 'spduParsingInvalidInput'],
    ['nextCrl a second after issueDate', { nextCrl: START + 1 }, undefined],
  ])('with %s is taken or refused', (_, change, expected) => {
    expect(taking(list(hashes('fullHashCrl', 1), change)).results).toEqual([expected]);
  });
  test('of a type we do not know is refused, and the list there is stays', () => {
    const future = { tag: '?', value: { index: 9, octets: new Uint8Array(1) } } as const;
    const { revocations, results } = taking(
      list(hashes('fullHashCrl', 1, explicitOne)),
      list(future, { issueDate: START + 5 }),
    );
    expect(results).toEqual([undefined, 'unsupportedCriticalInformationField']);
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
  });
});

describe('a delta', () => {
  const at = (n: number) => ({ issueDate: START + n * DAY, nextCrl: START + (n + 1) * DAY });
  test('adds to the list before it', () => {
    const { revocations, results } = taking(
      list(hashes('fullHashCrl', 1, explicitOne), at(0)),
      list(hashes('deltaHashCrl', 2, other), at(1)),
    );
    expect(results).toEqual([undefined, undefined]);
    for (const c of [explicitOne, other]) expect(verdict(revocations, c)).toBe('certificateRevoked');
  });
  test('without a full list before it is refused', () => {
    expect(taking(list(hashes('deltaHashCrl', 2, other))).results).toEqual(['overdueCRL']);
  });
  test('behind a gap revokes what it names, and the series stays as old as it was, until a full one', () => {
    const { revocations, results } = taking(
      list(hashes('fullHashCrl', 1), at(0)),
      list(hashes('deltaHashCrl', 3, explicitOne), at(20)),
      list(hashes('deltaHashCrl', 4), at(21)),
    );
    expect(results).toEqual([undefined, 'overdueCRL', 'overdueCRL']);
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
    expect(verdict(revocations, other, (START + 20 * DAY) * 1e6)).toBe('overdueCRL');
    expect(revocations.apply(list(hashes('fullHashCrl', 5, explicitOne), at(22)))).toBeUndefined();
    expect(verdict(revocations, other, (START + 20 * DAY) * 1e6)).toBeUndefined();
  });
});

describe('B18: a list that is not there or not in time', () => {
  const { revocations } = taking(list(hashes('fullHashCrl', 1), { nextCrl: START + DAY }));
  test('overdue by no more than the policy grants, it still serves', () => {
    const last = (START + 15 * DAY) * 1e6;
    expect(verdict(revocations, explicitOne, last)).toBeUndefined();
    expect(verdict(revocations, explicitOne, last + 1)).toBe('overdueCRL');
  });
  test('a series that is asked for has to be there, another one need not', () => {
    const strict = new Revocations(crypto, { overdueSeconds: 0, requiredSeries: [seriesOf(part.cracaId, SERIES)] });
    expect(verdict(strict, explicitOne)).toBe('overdueCRL');
    expect(verdict(strict, unlisted)).toBeUndefined();
    strict.apply(list(hashes('fullHashCrl', 1)));
    expect(verdict(strict, explicitOne)).toBeUndefined();
  });
  test('each application has its own patience, and its own series; the stricter of receiver and application holds', () => {
    const at = (days: number) => (START + days * DAY) * 1e6;
    const asked = (days: number, ...requiredSeries: string[]) => ({ overdueSeconds: days * DAY, requiredSeries });
    const key = seriesOf(part.cracaId, SERIES);
    const says = (r: Revocations, now: number, of: ReturnType<typeof asked>) =>
      checked(r, explicitOne, now, of)?.result;
    expect(says(revocations, at(2), asked(1))).toBeUndefined();
    expect(says(revocations, at(2) + 1, asked(1))).toBe('overdueCRL');
    expect(says(revocations, at(31), asked(30))).toBeUndefined();
    const patient = new Revocations(crypto, { overdueSeconds: 2 * DAY, requiredSeries: [] });
    expect(says(patient, NOW, asked(1))).toBeUndefined();
    expect(says(patient, NOW, asked(1, key))).toBe('overdueCRL');
    patient.apply(list(hashes('fullHashCrl', 1), { nextCrl: START + DAY }));
    expect([1, 2, 3].map((days) => says(patient, at(3) + 1, asked(days)))).toEqual(Array(3).fill('overdueCRL'));
    expect([1, 2, 3].map((days) => says(patient, at(3), asked(days)))).toEqual(['overdueCRL', undefined, undefined]);
  });
});

describe('B17: a linkage CRL', () => {
  const seeds = [random.octets(16), random.octets(16)] as const;
  const laIds = [Uint8Array.of(0, 1), Uint8Array.of(0, 2)] as const;
  const I = 100;
  /** A pseudonym of the revoked device, or of another one with other seeds. */
  function pseudonym(i: number, j: number, from: readonly Uint8Array[] = seeds, period = I): CertificateRecord {
    const [a, b] = from.map(
      (seed, at) => preLinkageValues(crypto, laIds[at]!, laterSeed(crypto, laIds[at]!, seed, i - period), [j])[0]!,
    );
    const id = {
      tag: 'linkageData',
      value: { iCert: i, linkageValue: linkageValue(a!, b!), groupLinkageValue: undefined },
    } as const;
    return device(permissions.appPermissions, { ...part, id }).record;
  }
  const linked = (
    from: readonly (readonly Uint8Array[])[],
    change: Partial<ToBeSignedLinkageValueCrl> & { iMax?: number; tag?: 'deltaLinkedCrl' } = {},
  ) => {
    const { iMax = 200, tag = 'fullLinkedCrl', ...rest } = change;
    const contents = from.map(([a, b]) => ({ linkageSeed1: a!, linkageSeed2: b! }));
    const individual = [{ jmax: 19, contents: [{ la1Id: laIds[0], la2Id: laIds[1], contents: [{ iMax, contents }] }] }];
    return { tag, value: { iRev: I, indexWithinI: 0, individual, groups: undefined, ...rest } } as const;
  };
  const innocent = [random.octets(16), random.octets(16)] as const;

  test('revokes every certificate of a device from iRev to iMax, up to the highest j', () => {
    const { revocations } = taking(list(linked([seeds], { iMax: I + 2 })));
    const of = (i: number, j: number) => verdict(revocations, pseudonym(i, j));
    expect([of(I, 0), of(I, 19), of(I + 2, 7)]).toEqual(Array(3).fill('certificateRevoked'));
    expect([of(I, 20), of(I + 3, 0)]).toEqual([undefined, undefined]);
    expect(verdict(revocations, pseudonym(I, 0, innocent))).toBeUndefined();
  });
  test('is overdue for periods it is not derived for: what it cannot say is no good news', () => {
    const { revocations } = taking(list(linked([])));
    expect(verdict(revocations, pseudonym(I + 16, 0))).toBeUndefined();
    expect(verdict(revocations, pseudonym(I + 17, 0))).toBe('overdueCRL');
  });
  test('of the next period leaves the one before as it was, whose certificates overlap', () => {
    const next = seeds.map((seed, at) => laterSeed(crypto, laIds[at]!, seed, 1));
    const { revocations } = taking(
      list(linked([seeds])),
      list(linked([next], { iRev: I + 1 }), { issueDate: START + DAY }),
    );
    expect(verdict(revocations, pseudonym(I, 3))).toBe('certificateRevoked');
    expect(verdict(revocations, pseudonym(I + 1, 3))).toBe('certificateRevoked');
    expect(verdict(revocations, pseudonym(I, 3, innocent))).toBeUndefined();
  });
  test('says nothing of periods before its own, where there was no list before', () => {
    const { revocations } = taking(list(linked([seeds])));
    expect(verdict(revocations, pseudonym(I - 1, 0, seeds, I - 1))).toBeUndefined();
  });
  test('as a delta adds to the full one; with a gap, or alone, it is refused', () => {
    const delta = (indexWithinI: number) =>
      list(linked([innocent], { tag: 'deltaLinkedCrl', indexWithinI }), { issueDate: START + DAY });
    const { revocations, results } = taking(list(linked([seeds])), delta(1));
    expect(results).toEqual([undefined, undefined]);
    for (const s of [seeds, innocent]) expect(verdict(revocations, pseudonym(I, 1, s))).toBe('certificateRevoked');
    const gap = taking(list(linked([seeds])), delta(2));
    expect(gap.results).toEqual([undefined, 'overdueCRL']);
    for (const s of [seeds, innocent]) expect(verdict(gap.revocations, pseudonym(I, 1, s))).toBe('certificateRevoked');
    expect(taking(delta(1)).results).toEqual(['overdueCRL']);
  });
  test('and a hash CRL of one series stand beside each other: neither takes anybody off the other', () => {
    const { revocations } = taking(
      list(hashes('fullHashCrl', 1, explicitOne)),
      list(linked([seeds])),
      list(hashes('fullHashCrl', 2, explicitOne), { issueDate: START + 1 }),
    );
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
    expect(verdict(revocations, pseudonym(I, 0))).toBe('certificateRevoked');
  });
});

describe('long lists are made ready in the background', () => {
  const seeds = () => ({ linkageSeed1: random.octets(16), linkageSeed2: random.octets(16) });
  const laIds = [Uint8Array.of(0, 1), Uint8Array.of(0, 2)] as const;
  type Device = ReturnType<typeof seeds>;
  /** More than are made ready at once. */
  const crowd = Array.from({ length: 2002 }, seeds);
  const [lost] = crowd;
  const linked = (contents: readonly Device[], iRev: number, tag: 'fullLinkedCrl' | 'deltaLinkedCrl', index = 0) => {
    const individual = [
      { jmax: 0, contents: [{ la1Id: laIds[0], la2Id: laIds[1], contents: [{ iMax: 200, contents }] }] },
    ];
    return list(
      { tag, value: { iRev, indexWithinI: index, individual, groups: undefined } },
      { issueDate: START + index },
    );
  };
  function pseudonym(of: Device, i: number, since = 100): CertificateRecord {
    const [a, b] = [of.linkageSeed1, of.linkageSeed2].map(
      (seed, at) => preLinkageValues(crypto, laIds[at]!, laterSeed(crypto, laIds[at]!, seed, i - since), [0])[0]!,
    );
    const value = { iCert: i, linkageValue: linkageValue(a!, b!), groupLinkageValue: undefined };
    return device(permissions.appPermissions, { ...part, id: { tag: 'linkageData', value } }).record;
  }
  function unit(required: readonly string[] = []) {
    const waiting: Generator<void, void>[] = [];
    const revocations = new Revocations(crypto, { overdueSeconds: 0, requiredSeries: required }, (work) =>
      waiting.push(work),
    );
    /** Does all the work that waits, and counts its steps. */
    const work = (): number => {
      let steps = 0;
      for (let job = waiting.shift(); job; job = waiting.shift()) while (!job.next().done) steps++;
      return steps;
    };
    return { revocations, waiting, work };
  }

  test('and are in force when they are ready, not before', () => {
    const { revocations, work } = unit();
    expect(revocations.apply(linked(crowd, 100, 'fullLinkedCrl'))).toBeUndefined();
    expect(verdict(revocations, pseudonym(lost!, 100))).toBeUndefined();
    expect(work()).toBeGreaterThan(50);
    expect(verdict(revocations, pseudonym(lost!, 100))).toBe('certificateRevoked');
    expect(verdict(revocations, pseudonym(seeds(), 100))).toBeUndefined();
  });
  test('while a series that is asked for is not in force, its certificates are refused', () => {
    const { revocations, work } = unit([seriesOf(part.cracaId, SERIES)]);
    revocations.apply(linked(crowd, 100, 'fullLinkedCrl'));
    expect(verdict(revocations, pseudonym(seeds(), 100))).toBe('overdueCRL');
    work();
    expect(verdict(revocations, pseudonym(seeds(), 100))).toBeUndefined();
  });
  test('the list before serves until the next one is ready', () => {
    const { revocations, work } = unit();
    revocations.apply(linked([lost!], 100, 'fullLinkedCrl'));
    expect(verdict(revocations, pseudonym(lost!, 100))).toBe('certificateRevoked');
    revocations.apply(linked(crowd.slice(1), 100, 'fullLinkedCrl', 1));
    expect(verdict(revocations, pseudonym(lost!, 100))).toBe('certificateRevoked');
    expect(verdict(revocations, pseudonym(crowd[9]!, 100))).toBeUndefined();
    work();
    expect(verdict(revocations, pseudonym(lost!, 100))).toBeUndefined();
    expect(verdict(revocations, pseudonym(crowd[9]!, 100))).toBe('certificateRevoked');
  });
  test('a delta that comes meanwhile is added to the one that is not ready yet', () => {
    const { revocations, work } = unit();
    const late = seeds();
    revocations.apply(linked(crowd, 100, 'fullLinkedCrl'));
    expect(revocations.apply(linked([late], 100, 'deltaLinkedCrl', 1))).toBeUndefined();
    work();
    for (const one of [lost!, late]) expect(verdict(revocations, pseudonym(one, 100))).toBe('certificateRevoked');
  });
  test('of a period that is not ready nothing is said, so its certificates are refused until it is', () => {
    const { revocations, work } = unit();
    revocations.apply(linked(crowd, 100, 'fullLinkedCrl'));
    work();
    expect(verdict(revocations, pseudonym(seeds(), 107))).toBe('overdueCRL');
    expect(verdict(revocations, pseudonym(lost!, 107))).toBe('overdueCRL');
    work();
    expect(verdict(revocations, pseudonym(seeds(), 107))).toBeUndefined();
    expect(verdict(revocations, pseudonym(lost!, 107))).toBe('certificateRevoked');
    // And back, for a message of the weeks before.
    expect(verdict(revocations, pseudonym(lost!, 100))).toBe('certificateRevoked');
  });
  test('so are hashes', () => {
    const { revocations, work } = unit();
    const many = Array.from({ length: 2001 }, () => ({ id: random.octets(10), expiry: START }));
    const value = { crlSerial: 1, entries: [...many, ...entries([explicitOne])] };
    revocations.apply(list({ tag: 'fullHashCrl', value }));
    expect(verdict(revocations, explicitOne)).toBeUndefined();
    work();
    expect(verdict(revocations, explicitOne)).toBe('certificateRevoked');
    expect(verdict(revocations, other)).toBeUndefined();
  });
});
