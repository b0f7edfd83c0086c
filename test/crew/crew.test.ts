/** Signatures checked by a crew of threads: each answered once, and as the provider answers. */
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Crew, type CrewOptions } from '../../src/crew/crew.ts';
import { SLOTS, Slots, State } from '../../src/crew/slots.ts';
import { curves, hashOf, size } from '../../src/crypto/curve.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { Curve, EcdsaSignature, Hash, PublicKey } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { draw } from '../../src/crypto/scalar.ts';
import { withSm } from '../../src/crypto/sm.ts';

const random = seededRandom('crew');
const crews: Crew[] = [];
afterEach(() => Promise.all(crews.splice(0).map((crew) => crew.close())));
function crewOf(change: Partial<CrewOptions> = {}): Crew {
  const later = (act: () => void): void => void setTimeout(act, 1);
  const crew = new Crew({ crypto: withSm(openssl), threads: 1, soon: setImmediate, later, ...change });
  crews.push(crew);
  return crew;
}

interface Case {
  readonly key: PublicKey;
  readonly hash: Hash;
  readonly message: Uint8Array;
  readonly signature: EcdsaSignature;
  readonly valid: boolean;
}
const pairs = new Map<Curve, { key: PublicKey; secret: Uint8Array }[]>();
function pair(curve: Curve, n: number) {
  const all = pairs.get(curve) ?? [];
  pairs.set(curve, all);
  while (all.length <= n) {
    const secret = draw(curve, random);
    all.push({ secret, key: openssl.publicKey(curve, openssl.multiplyBase(curve, secret))! });
  }
  return all[n]!;
}
/** The n-th of its kind; every third is false. */
function caseOf(curve: Curve, n: number, signer = n % 5): Case {
  const { key, secret } = pair(curve, signer);
  const hash = hashOf(curve);
  const message = random.octets(hash === 'sha384' ? 96 : 64);
  const signature = openssl.sign(curve, hash, secret, message);
  const valid = n % 3 !== 2;
  return { key, hash, message: valid ? message : message.with(5, message[5]! ^ 1), signature, valid };
}
function ask(crew: Crew, { key, hash, message, signature }: Case): Promise<boolean> {
  return new Promise((settle, reject) =>
    crew.check(key, hash, message, signature, { answered: settle, failed: reject }),
  );
}

describe.each([0, 1, 3])('with %i threads', (threads) => {
  it('answers on every curve as the provider does, each question once', async () => {
    const crew = crewOf({ threads });
    const cases = Array.from({ length: 120 }, (_, n) => caseOf(curves[n % curves.length]!, n));
    const order: number[] = [];
    const answers = await Promise.all(cases.map((c, n) => ask(crew, c).finally(() => order.push(n))));
    expect(answers).toEqual(cases.map((c) => c.valid));
    // Threads may be late; where there are none, nothing is.
    const numbers = threads > 0 ? order.toSorted((a, b) => a - b) : order;
    expect(numbers).toEqual(cases.map((_, n) => n));
    expect(crew.open).toBe(0);
  });

  it('answers each one once where more are asked than it has slots', async () => {
    const crew = crewOf({ threads });
    const cases = Array.from({ length: 2 * SLOTS + 50 }, (_, n) => caseOf('P-256', n));
    let told = 0;
    const answers = await Promise.all(cases.map((c) => ask(crew, c).finally(() => told++)));
    expect(answers).toEqual(cases.map((c) => c.valid));
    expect(told).toBe(cases.length);
  });

  it('keeps keys apart where there are more than it has numbers for', async () => {
    const crew = crewOf({ threads, keys: SLOTS + 1 });
    const kinds: readonly Curve[] = ['P-256', 'P-384'];
    for (let round = 0; round < 3; round++) {
      const cases = Array.from({ length: 400 }, (_, n) => caseOf(kinds[n % 2]!, n, (n >> 1) % 190));
      // Asked by fewer than there are slots, so that the threads have them all.
      for (let at = 0; at < cases.length; at += 200) {
        const some = cases.slice(at, at + 200);
        expect(await Promise.all(some.map((c) => ask(crew, c)))).toEqual(some.map((c) => c.valid));
      }
    }
  });
});

describe('a crew', () => {
  it('gives the answers behind one that is late, however many', async () => {
    const crew = crewOf({ threads: 0 });
    const { take } = Slots.prototype;
    let late: { slots: Slots; slot: number } | undefined;
    // As a thread does that is stopped when it has taken a question.
    const spy = vi.spyOn(Slots.prototype, 'take').mockImplementationOnce(function (this: Slots) {
      late = { slots: this, slot: take.call(this)! };
      return take.call(this);
    });
    const all = Array.from({ length: SLOTS + 20 }, (_, n) => caseOf('P-256', n));
    const told: boolean[] = [];
    const answers = all.map((c, n) => ask(crew, c).then((valid) => (told[n] = valid)));
    await Promise.all(answers.slice(1));
    expect(told).toEqual(all.map(({ valid }, n) => (n === 0 ? undefined : valid)));
    expect(crew.open).toBe(1);
    // Its slot is nobody else's until it answers; then they all serve again.
    expect(await ask(crew, all[1]!)).toBe(all[1]!.valid);
    late!.slots.answer(late!.slot, all[0]!.valid);
    expect(await answers[0]).toBe(all[0]!.valid);
    expect(crew.open).toBe(0);
    const again = await Promise.all(all.map((c) => ask(crew, c)));
    expect(again).toEqual(all.map(({ valid }) => valid));
    spy.mockRestore();
  });

  it('takes r and s beyond the order of the curve, and zero, for a wrong signature', async () => {
    const crew = crewOf();
    const good = caseOf('P-256', 0);
    const [zero, most] = [new Uint8Array(32), new Uint8Array(32).fill(255)];
    const { r, s } = good.signature;
    for (const signature of [
      { r: zero, s },
      { r, s: zero },
      { r: most, s },
      { r, s: most },
      { r: s, s: r },
    ])
      expect(await ask(crew, { ...good, signature })).toBe(false);
    expect(await ask(crew, good)).toBe(true);
  });

  it('reads keys of the other provider', async () => {
    const crew = crewOf();
    const good = caseOf('P-256', 0);
    const key = noble.publicKey('P-256', good.key.octets)!;
    expect(await Promise.all(Array.from({ length: 20 }, () => ask(crew, { ...good, key })))).not.toContain(false);
  });

  it('leaves to the provider what is of another size, and SM2', async () => {
    const crew = crewOf();
    const { key, secret } = pair('P-256', 0);
    const message = random.octets(200);
    const signature = openssl.sign('P-256', 'sha256', secret, message);
    expect(await ask(crew, { key, hash: 'sha256', message, signature, valid: true })).toBe(true);
    const short = { r: signature.r.subarray(1), s: signature.s };
    expect(await ask(crew, { key, hash: 'sha256', message, signature: short, valid: false })).toBe(false);
    const sm = withSm(openssl);
    const scalar = draw('SM2', random);
    const other = sm.publicKey('SM2', sm.multiplyBase('SM2', scalar))!;
    const signed = random.octets(64);
    const by = sm.sign('SM2', 'sm3', scalar, signed);
    expect(await ask(crew, { key: other, hash: 'sm3', message: signed, signature: by, valid: true })).toBe(true);
    expect(await ask(crew, { key: other, hash: 'sha256', message: signed, signature: by, valid: true })).toBe(false);
  });

  it('answers what is open when its threads end, and what comes after', async () => {
    const crew = crewOf({ threads: 3 });
    const cases = Array.from({ length: 200 }, (_, n) => caseOf('P-384', n));
    const answers = cases.map((c) => ask(crew, c));
    await answers[3];
    await crew.close();
    expect(crew.threads).toBe(0);
    expect(await Promise.all(answers)).toEqual(cases.map((c) => c.valid));
    expect(await ask(crew, caseOf('P-256', 0))).toBe(true);
  });

  it('is closed when its threads have ended, also for who closes it again', async () => {
    const crew = crewOf({ threads: 2 });
    const ended: number[] = [];
    const { terminate } = Worker.prototype;
    const spy = vi.spyOn(Worker.prototype, 'terminate').mockImplementation(function (this: Worker) {
      const end = terminate.call(this);
      void end.then(() => ended.push(this.threadId));
      return end;
    });
    const first = crew.close();
    await crew.close();
    expect(ended).toHaveLength(2);
    await first;
    spy.mockRestore();
  });

  it('does the work of its threads when one of them ends on its own, and tells', async () => {
    const hired: Worker[] = [];
    const hire = (worker: Worker): void => void hired.push(worker);
    process.on('worker', hire);
    const lost: unknown[] = [];
    const crew = crewOf({ threads: 3, lost: (error) => lost.push(error) });
    await new Promise(setImmediate);
    process.off('worker', hire);
    expect(hired).toHaveLength(3);
    const cases = Array.from({ length: 200 }, (_, n) => caseOf('P-384', n));
    const answers = cases.map((c) => ask(crew, c));
    await answers[3];
    await hired[1]!.terminate();
    expect(await Promise.all(answers)).toEqual(cases.map((c) => c.valid));
    expect(lost.map(String)).toEqual([expect.stringMatching(/a thread ended/)]);
    expect(crew.threads).toBe(0);
  });

  it('refuses to begin with fewer keys than may be asked about at once', () => {
    expect(() => crewOf({ keys: SLOTS })).toThrow(/keys is more than 256, not 256/);
  });

  it('keeps no program from ending', () => {
    const url = new URL('../../src/crew/crew.ts', import.meta.url).href;
    const provider = new URL('../../src/crypto/openssl.ts', import.meta.url).href;
    const script = `
      const { Crew } = await import('${url}');
      const { openssl: crypto } = await import('${provider}');
      new Crew({ crypto, threads: 2, soon: setImmediate, later: (act) => setTimeout(act, 1) });
      process.exitCode = 7;`;
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
    expect(spawnSync(process.execPath, args).status).toBe(7);
  });
});

describe('slots', () => {
  it('go on in order when their counters pass 2^31', () => {
    const memory = Slots.room(300);
    const counters = new Int32Array(memory, 0, 2).fill(2 ** 31 - 3);
    const slots = new Slots(memory, 300);
    const { key, hash, message, signature } = caseOf('P-256', 0);
    slots.setKey(9, key.curve, key.uncompressed);
    const taken: number[] = [];
    for (let n = 0; n < 6; n++) {
      if (!Slots.fits(key.curve, hash, message, signature)) throw new Error('it is of the usual size');
      slots.ask(9, hash, message.with(0, n), signature);
      const slot = slots.take()!;
      taken.push(slots.question(slot).message[0]!);
      expect(slots.key(slot)).toBe(9);
      expect(slots.state(slot)).toBe(State.open);
      slots.answer(slot, n % 2 === 0);
      expect(slots.state(slot)).toBe(n % 2 === 0 ? State.valid : State.invalid);
      expect(slots.take()).toBeUndefined();
    }
    expect(taken).toEqual([0, 1, 2, 3, 4, 5]);
    expect(counters[0]).toBe(-(2 ** 31) + 3);
  });

  it('give back a key as it was set, and count its editions', () => {
    const slots = new Slots(Slots.room(300), 300);
    for (const [n, curve] of curves.entries()) {
      const { key } = pair(curve, 0);
      slots.setKey(5, curve, key.uncompressed);
      expect(slots.keyAt(5)).toEqual({ curve, uncompressed: new Uint8Array(key.uncompressed) });
      expect(slots.keyAt(5).uncompressed.length).toBe(2 * size(curve) + 1);
      expect(slots.edition(5)).toBe(n + 1);
    }
  });
});
