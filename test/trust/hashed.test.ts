/** Long lists by hash while they are made ready: how often they are read, what is in force meanwhile, what is let go. */
import { describe, expect, test } from 'vitest';
import type { CrlContents, HashBasedRevocationInfo } from '../../asn1/ieee1609dot2/crl.ts';
import type { CertificateRecord } from '../../src/trust/certificate.ts';
import { random } from '../pki.ts';
import { certificate, dated, receiver } from './crls.ts';

const REVOKED = 'certificateRevoked';
const MANY = 5000;
const entry = (): HashBasedRevocationInfo => ({ id: random.octets(10), expiry: 0 });
/** A list that counts how many of its entries were read. */
function counted(length = MANY) {
  const own = entry();
  const all = [...Array.from({ length: length - 1 }, entry), own];
  const entries = {
    own,
    read: 0,
    length,
    *[Symbol.iterator]() {
      for (const e of all) {
        entries.read++;
        yield e;
      }
    },
  };
  return entries;
}
type Counted = ReturnType<typeof counted>;
const list = (tag: 'fullHashCrl' | 'deltaHashCrl', crlSerial: number, entries: Counted | HashBasedRevocationInfo[]) =>
  dated({ tag, value: { crlSerial, entries } } as unknown as CrlContents['typeSpecific'], crlSerial);
/** Whose hash that is. */
const named = ({ id }: HashBasedRevocationInfo): CertificateRecord => ({ ...certificate(0), id10: id });

describe('a long list by hash', () => {
  test('is read when its turn comes, once, some entries at a time', () => {
    const entries = counted();
    const { verdict, waiting } = receiver(list('fullHashCrl', 1, entries));
    expect(entries.read).toBe(0);
    const [job] = waiting;
    for (let before = 0; !job!.next().done; before = entries.read) expect(entries.read - before).toBeLessThan(2100);
    expect(entries.read).toBe(MANY);
    expect(verdict(named(entries.own))).toBe(REVOKED);
  });
  test('says nothing before all of it is in order: until then the one before is in force', () => {
    const [old, entries] = [entry(), counted()];
    const { verdict, take, waiting } = receiver(list('fullHashCrl', 1, [old]));
    take(list('fullHashCrl', 2, entries));
    let slices = 0;
    for (const _ of waiting.shift()!) {
      slices++;
      expect([old, entries.own].map((e) => verdict(named(e)))).toEqual([REVOKED, undefined]);
    }
    expect(slices).toBeGreaterThan(1);
    expect([old, entries.own].map((e) => verdict(named(e)))).toEqual([undefined, REVOKED]);
  });
  test('one is in the making and one waits, the newest: those between are never read', () => {
    const lists = Array.from({ length: 5 }, () => counted());
    const { verdict, waiting, take, results, work } = receiver(list('fullHashCrl', 1, lists[0]!));
    waiting[0]!.next();
    for (const [n, l] of lists.entries()) if (n > 0) results.push(take(list('fullHashCrl', n + 1, l)));
    expect(results).toEqual(Array(5).fill(undefined));
    for (const _ of waiting.shift()!);
    const said = () => lists.map((l) => verdict(named(l.own)));
    expect(said()).toEqual([REVOKED, undefined, undefined, undefined, undefined]);
    work();
    expect(said()).toEqual([undefined, undefined, undefined, undefined, REVOKED]);
    expect(lists.map((l) => l.read)).toEqual([MANY, 0, 0, 0, MANY]);
  });
  test('that waits goes along with a delta to it', () => {
    const [one, two, three] = [counted(), counted(), counted()];
    const { verdict, waiting, take, work } = receiver(list('fullHashCrl', 1, one));
    waiting[0]!.next();
    take(list('fullHashCrl', 2, two));
    expect(take(list('deltaHashCrl', 3, three))).toBeUndefined();
    work();
    expect([one, two, three].map((l) => verdict(named(l.own)))).toEqual([undefined, REVOKED, REVOKED]);
    expect([one, two, three].map((l) => l.read)).toEqual([MANY, MANY, MANY]);
  });
  test('that is given up midway is made ready with the delta that comes next: nobody on it is forgotten', () => {
    const [full, delta] = [counted(40_000), counted()];
    const { verdict, waiting, take, work } = receiver(list('fullHashCrl', 1, full));
    const job = waiting.shift()!;
    while (full.read < full.length) job.next();
    // In the middle of being put in order.
    expect(job.next().done).toBe(false);
    job.return();
    take(list('deltaHashCrl', 2, delta));
    work();
    expect([full, delta].map((l) => verdict(named(l.own)))).toEqual([REVOKED, REVOKED]);
  });
});
