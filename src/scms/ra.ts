/**
 * The registration authority: takes requests of enrolled devices, expands their butterfly keys, fetches pre-linkage
 * values, mixes, has the ACA issue, and keeps the answers for download. It can read none of the certificates.
 */
import { coer } from '../../asn1/coer.ts';
import { fromHex, toHex } from '../../asn1/hex.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Kept } from '../../asn1/schema.ts';
import { Batch, type BatchFile } from '../../asn1/wavetrust/scms.ts';
import { hashedId3, hashedId8 } from '../crypto/digest.ts';
import { toTime32 } from '../time.ts';
import { admit, enrolments, type Limits, type Order, unseal } from './admission.ts';
import { checkAge } from './age.ts';
import type { acaCalls, caCalls, laCalls, raBackCalls, raCalls } from './calls.ts';
import { type Wanted, wanted } from './cocoon.ts';
import { type Component, component, SECRETS, scmsRole } from './component.ts';
import { body, type Known, outgoing, pdu, plain, readPlain, readSigned, sign, type Tools } from './envelope.ts';
import { LEDGER, type Ledger, openLedger } from './ledger.ts';
import { type Asked, obtain, prepare } from './mix.ts';
import { periodOf, periodStart } from './period.ts';
import { refuse } from './refusal.ts';
import { type Handlers, must, type Role } from './role.ts';
import { COMPONENT_SERIES } from './series.ts';
import type { Stores } from './store.ts';

export interface Ra {
  readonly component: Component;
  readonly handlers: Handlers<typeof raCalls>;
  readonly back: Handlers<typeof raBackCalls>;
  /** Mixes and has issued what waits, however few devices it is from: the end of the longest wait. */
  mix(): Promise<void>;
}
export interface RaPolicy extends Limits {
  /** Devices whose requests are mixed before the ACA sees any; fewer wait until `mix` is called. */
  readonly mixDevices: number;
}

export async function createRa(
  tools: Tools,
  stores: Stores,
  roles: {
    readonly ca: Role<typeof caCalls>;
    readonly aca: Role<typeof acaCalls>;
    readonly la1: Role<typeof laCalls>;
    readonly la2: Role<typeof laCalls>;
  },
  of: {
    readonly start: number;
    readonly policy: RaPolicy;
    readonly root: Known;
    readonly eca: Known;
    readonly aca: Known;
  },
): Promise<Ra> {
  const { crypto, clock, log } = tools;
  const store = await stores.open('ra', SECRETS + LEDGER);
  const ledger: Ledger = openLedger(store);
  const ra = await component(tools, store, roles.ca, (encryptionKey) => ({
    id: { tag: 'name', value: 'ra.wavetrust.test' },
    cracaId: hashedId3(of.root.record.hash),
    crlSeries: COMPONENT_SERIES,
    validityPeriod: { start: of.start, duration: { tag: 'years', value: 3 } },
    appPermissions: [scmsRole({ tag: 'ra', value: { version: 2 } })],
    encryptionKey,
  }));
  /** What waits to be mixed, by device. */
  const pool = new Map<string, Wanted[]>();

  const have = async (items: readonly Wanted[]): Promise<void> => {
    if (items.length === 0) return;
    const asked: Asked[] = prepare(tools, ra, items);
    await ledger.asked(asked); // before the ACA signs anything
    await ledger.issued(await obtain(tools, roles.aca, of.aca, asked));
  };
  const mix = async (): Promise<void> => {
    const taken = [...pool];
    if (taken.length > 0 && taken.length < of.policy.mixDevices)
      log('warn', 'mixed fewer devices than the policy asks for', { devices: taken.length });
    pool.clear();
    try {
      await have(taken.flatMap(([, items]) => items));
    } catch (e) {
      for (const [id, items] of taken) wait(id, items);
      throw e;
    }
  };
  const wait = (enrolment: string, items: readonly Wanted[]): void => {
    pool.set(enrolment, [...(pool.get(enrolment) ?? []), ...items]);
  };

  /** Pre-linkage values of all periods asked for: from new chains at both linkage authorities, or those it has. */
  const link = async (
    { profile, iFirst, periods, hash }: Order,
    lci1?: Uint8Array | null,
    lci2?: Uint8Array | null,
  ) => {
    if (!profile.linked) return undefined;
    const ask = { iFirst, periods, jMax: profile.jMax };
    const [one, two] = await Promise.all([
      roles.la1.link({ ...ask, lci: lci1 ?? undefined }),
      roles.la2.link({ ...ask, lci: lci2 ?? undefined }),
    ]);
    const [a, b] = [must(one, 'linkage authority 1'), must(two, 'linkage authority 2')];
    if (!lci1 || !lci2) await ledger.linked(hash, a.lci, b.lci);
    return [a.plvs, b.plvs] as const;
  };

  // What was recorded and not issued when the process ended waits again.
  for (const left of await ledger.unfinished()) {
    const items = wanted(crypto, left, await link(left, left.lci1, left.lci2));
    wait(
      toHex(hashedId8(left.enrolment)),
      items.filter(({ i }) => left.open.includes(i)),
    );
  }

  const acknowledge = (hash: Uint8Array, firstI: number | undefined): Kept<Ieee1609Dot2Data> => {
    const now = clock.now();
    const value = {
      version: 2,
      generationTime: toTime32(now),
      requestHash: hashedId8(hash),
      firstI,
      nextDlTime: toTime32(now),
    };
    return outgoing(sign(tools, ra, plain(pdu('ee-ra', { tag: 'raEeCertAck', value })), now));
  };

  const info = (hash: Uint8Array, i: number): BatchFile => {
    const now = clock.now();
    const generationTime = toTime32(now);
    const value = {
      version: 2,
      generationTime,
      currentI: periodOf(now),
      requestHash: hashedId8(hash),
      nextDlTime: periodStart(i + 1),
      acpcTreeId: undefined,
    };
    return { name: `${i.toString(16)}.info`, content: outgoing(plain(pdu('ee-ra', { tag: 'raEeCertInfo', value }))) };
  };

  return {
    component: ra,
    mix,
    handlers: {
      async request(spdu) {
        const admitted = admit(tools, ra, of.eca, of.policy, spdu);
        const { hash, profile, iFirst, enrolment } = admitted;
        const firstI = profile.linked ? iFirst : undefined;
        if (await ledger.isBlocked(enrolment.record.hash))
          refuse('blocked', `enrolment ${enrolment.record.id} is blocked`);
        // The same octets again are the same request: its answer may have been lost.
        if (!(await ledger.open(admitted))) return acknowledge(hash, firstI);
        try {
          const items = wanted(crypto, admitted, await link(admitted));
          if (!profile.shuffled) await have(items);
          else wait(enrolment.record.id, items);
        } catch (e) {
          await ledger.forget(hash);
          throw e;
        }
        // A mix that fails waits for the next one; the request is recorded all the same.
        if (pool.size >= of.policy.mixDevices) await mix().catch((e) => log('error', 'mix failed', { e: String(e) }));
        return acknowledge(hash, firstI);
      },
      async download(spdu) {
        const { inner, signer } = readSigned(tools, unseal(tools, ra, spdu.value).value, enrolments(tools, of.eca));
        const { filename, generationTime } = body(readPlain(inner.value), 'ee-ra', 'eeRaDownloadRequest');
        checkAge(clock.now(), generationTime, 'downloadMaxAge');
        if (await ledger.isBlocked(signer.record.hash)) refuse('blocked', `enrolment ${signer.record.id} is blocked`);
        const named =
          /^([0-9a-f]{16})(?:_([0-9a-f]{1,4}))?\.zip$/.exec(filename) ?? refuse('notFound', 'no such file name');
        const i = named[2] === undefined ? undefined : Number.parseInt(named[2], 16);
        const slot = await ledger.slot(signer.record.hash, fromHex(named[1]!), i);
        if (!slot?.files) refuse('notFound', 'not made yet, not yours, or no such file');
        return [info(slot.request, slot.i), ...coer(Batch).read(slot.files)];
      },
    },
    back: {
      async block({ requestHash }) {
        const enrolment = (await ledger.whose(requestHash)) ?? refuse('notFound', 'no request of that hash');
        pool.delete(toHex(hashedId8(enrolment)));
        const chains = await ledger.block(enrolment, toTime32(clock.now()));
        log('info', 'enrolment blocked', { enrolment: toHex(hashedId8(enrolment)) });
        return { chains };
      },
    },
  };
}
