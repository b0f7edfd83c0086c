/** Stations on simulated time and radio, each with a store, a verifier, a sender and an entity of P2PCD; and what was counted. */
import { coer } from '../../asn1/coer.ts';
import { type HeaderInfo, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { chance } from '../../sim/chance.ts';
import { Events } from '../../sim/events.ts';
import { Medium, type Node } from '../../sim/radio.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { unwrap } from '../../src/net/wsm.ts';
import type { Context } from '../../src/p2pcd/context.ts';
import { type EntityOptions, P2pcdEntity } from '../../src/p2pcd/entity.ts';
import { Tally } from '../../src/p2pcd/metrics.ts';
import { decodeResponse } from '../../src/p2pcd/pdu.ts';
import { type Policy, usual } from '../../src/p2pcd/policy.ts';
import { Rate } from '../../src/rate.ts';
import { Sender, type SendOptions } from '../../src/secure/sender.ts';
import type { CertificateRecord } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { type Meter, silent } from '../../src/world.ts';
import { all, crypto, device, implicitUnder, keys, NOW, PSIDS, root, START, under } from '../pki.ts';
import { bsm } from '../verify/bsm.ts';

export const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });
/** CAs like those of the test PKI, beside them. */
export const acaUnder = (issuer: Holder, name = 'another aca'): Holder =>
  under(issuer, name, { certIssuePermissions: [all(1)], validityPeriod: years(5) });
export const icaUnder = (issuer: Holder, name = 'another ica'): Holder =>
  under(issuer, name, { certIssuePermissions: [all(2, 0, 0xc0)], validityPeriod: years(20) });
export const carUnder = (issuer: Holder, psid = PSIDS.bsm): Holder =>
  implicitUnder(issuer, 'car', {
    id: { tag: 'none', value: null },
    validityPeriod: { start: START, duration: { tag: 'hours', value: 169 } },
    appPermissions: [{ psid, ssp: undefined }],
  });
export const car = (): Holder => device([{ psid: PSIDS.bsm, ssp: undefined }]);
export const id3 = ({ record }: Holder): string => record.id.slice(-6);

/** A store that trusts one root, and holds these CAs. */
export function storeOf(cas: readonly Holder[], provider: CryptoProvider = crypto, anchor = root): TrustStore {
  const store = new TrustStore({ crypto: provider });
  store.addAnchor(anchor.record);
  for (const { record } of cas) if (!store.addAuthority(record).ok) throw new Error(`${record.id} has no chain`);
  return store;
}

/** Counts by `name value value`, without the prefix all names have; gauges as they are read. */
export class Counts implements Meter {
  readonly counted: Record<string, number> = {};
  readonly gauges = new Map<string, () => number>();
  count(name: string, labels: Readonly<Record<string, string>>): void {
    const key = [name.replace(/wavetrust_p2pcd_|_total/g, ''), ...Object.values(labels)].join(' ');
    this.counted[key] = (this.counted[key] ?? 0) + 1;
  }
  observe(): void {}
  gauge(_: string, labels: Readonly<Record<string, string>>, read: () => number): void {
    this.gauges.set(labels.table!, read);
  }
  of(key: string): number {
    return this.counted[key] ?? 0;
  }
  held(table: string): number {
    return this.gauges.get(table)!();
  }
}
/** How often a public key was used to check anything. */
export function counting(): { readonly provider: CryptoProvider; checks: number } {
  const counter = {
    checks: 0,
    provider: {
      ...crypto,
      verify: (...asked: Parameters<CryptoProvider['verify']>) => {
        counter.checks++;
        return crypto.verify(...asked);
      },
    },
  };
  return counter;
}

/** What a part of P2PCD is given; frames it sends are in `sent`. */
export function contextOf(store: TrustStore, policy: Partial<Policy> = {}) {
  const events = new Events(NOW);
  const counts = new Counts();
  const sent: Uint8Array[] = [];
  const whole = { ...usual, ...policy };
  const context: Context = {
    ...{ policy: whole, clock: events, timers: events, store, revocations: undefined },
    ...{ random: seededRandom('p2pcd'), radio: { send: (frame) => sent.push(frame), receive: () => {} } },
    tally: new Tally(counts, silent),
    responses: new Rate(events, whole.responsesPerSecond),
  };
  const run = (seconds: number): void => events.runUntil(events.now() + seconds * 1e6);
  return { context, events, counts, sent, run };
}

/** The first certificate of each response among frames. */
export const givenIn = (frames: readonly Uint8Array[]): string[] =>
  frames.flatMap((frame) => {
    const wsm = unwrap(frame);
    const list = wsm.ok && wsm.psid === usual.psid ? decodeResponse(wsm.data) : undefined;
    return list?.[0] ? [idOf(list[0].octets)] : [];
  });
const idOf = (octets: Uint8Array): string => Buffer.from(crypto.hash('sha256', octets).slice(-8)).toString('hex');

const spdus = coer(Ieee1609Dot2Data);
export function headerOf(spdu: Uint8Array): HeaderInfo {
  const { content } = spdus.read(spdu);
  if (content.tag !== 'signedData') throw new Error('not signed');
  return content.value.tbsData.value.headerInfo;
}

export class Air {
  readonly events = new Events(NOW);
  readonly medium = new Medium({ world: this.events, chance: chance(seededRandom('air')), loss: () => 0 });
  readonly sent: { readonly from: string; readonly frame: Uint8Array }[] = [];

  constructor() {
    this.medium.tap(({ from, frame }) => this.sent.push({ from, frame }));
  }
  run(seconds: number): void {
    this.events.runUntil(this.events.now() + seconds * 1e6);
  }
  /** Who answered out of band, with which certificate, in this order. */
  answers(): string[] {
    return this.sent.flatMap(({ from, frame }) => givenIn([frame]).map((id) => `${from} ${id}`));
  }
  /** Headers of the SPDUs a station sent. */
  headers(from: string): HeaderInfo[] {
    return this.sent.flatMap((s) => {
      const wsm = unwrap(s.frame);
      return s.from === from && wsm.ok && wsm.psid !== usual.psid ? [headerOf(wsm.data)] : [];
    });
  }
}

export interface StationOptions extends Partial<Pick<EntityOptions, 'policy'>> {
  readonly holder: Holder;
  readonly cas: readonly Holder[];
  readonly psid?: number;
  readonly provider?: CryptoProvider;
  readonly anchor?: Holder;
}
export class Station {
  readonly counts = new Counts();
  /** `accepted` or the result, of each SPDU heard. */
  readonly verdicts: string[] = [];
  readonly store: TrustStore;
  readonly entity: P2pcdEntity;
  readonly radio: Node;
  readonly #sender: Sender;
  readonly #options: StationOptions;
  readonly #air: Air;

  constructor(air: Air, name: string, options: StationOptions) {
    const { events } = air;
    this.#air = air;
    this.#options = options;
    this.radio = air.medium.join(name, () => ({ x: 0, y: 0 }));
    this.store = storeOf(options.cas, options.provider, options.anchor);
    const world = { clock: events, timers: events, radio: this.radio, random: seededRandom(name) };
    const { policy } = options;
    this.entity = new P2pcdEntity({ world, store: this.store, meter: this.counts, ...(policy && { policy }) });
    this.#sender = new Sender({ ...world, crypto, keys }, this.entity.addTo);
    const verifier = new Verifier({ crypto: this.store.crypto, clock: events, store: this.store, peer: this.entity });
    this.radio.receive((frame) => {
      const wsm = unwrap(frame);
      if (!wsm.ok) throw new Error(wsm.sentence);
      if (wsm.psid === this.entity.psid) this.entity.receive(wsm.data);
      else {
        const verdict = verifier.verify(wsm.data, wsm.psid);
        this.verdicts.push(verdict.ok ? 'accepted' : verdict.result);
      }
    });
  }
  send(options: SendOptions = {}): HeaderInfo {
    const { psid = PSIDS.bsm, holder } = this.#options;
    return headerOf(this.#sender.send(psid, bsm, holder, options));
  }
  /** Sends ten times a second from now on, the first time after `seconds`. */
  speak(seconds: number): void {
    this.#air.events.after(seconds, () => {
      this.send();
      this.#air.events.every(0.1, () => this.send());
    });
  }
  knows({ record }: { readonly record: CertificateRecord }): boolean {
    return this.store.issuers(record.id8).length > 0;
  }
}
