/** A unit in a vehicle: speaks ten times a second under a pseudonym, listens to the intersection, asks it for priority. */
import type { KeyStore } from '../src/crypto/keystore.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { unwrap } from '../src/net/wsm.ts';
import type { P2pcdEntity } from '../src/p2pcd/entity.ts';
import { Sender } from '../src/secure/sender.ts';
import type { Holder } from '../src/trust/issue.ts';
import type { Result } from '../src/trust/result.ts';
import { PSID } from '../src/verify/profile.ts';
import type { Judge } from '../src/verify/verifier.ts';
import type { Clock, Radio, Random, Timers } from '../src/world.ts';
import { encodeBsm } from './bsm.ts';
import { isValid, type PseudonymPolicy, Pseudonyms } from './pseudonyms.ts';
import { Requester, type RequesterOptions } from './request.ts';
import type { Body, Motion } from './sensors.ts';

export interface VehicleOptions {
  readonly world: {
    readonly clock: Clock;
    readonly timers: Timers;
    readonly radio: Radio;
    readonly random: Random;
    readonly crypto: CryptoProvider;
    readonly keys: KeyStore;
  };
  readonly body: Body;
  /** Undefined while the vehicle is off the road: then it is silent. */
  readonly motion: () => Motion | undefined;
  /** A week of certificates for BSMs. */
  readonly pseudonyms: readonly Holder[];
  readonly pseudonymPolicy?: PseudonymPolicy;
  /** For an emergency vehicle: its identification certificate, what it may ask as, whether it is on duty, where it goes. */
  readonly priority?: RequesterOptions & {
    readonly holder: Holder;
    readonly verifier: Judge;
    readonly onDuty: () => boolean;
    readonly egress: () => number | undefined;
  };
  /**
   * Gets CA certificates from other stations, and gives them (clause 8). The verifier, whose `peer` the entity is, hears
   * all that is not for `priority`; the one of `priority` should have the same.
   */
  readonly p2pcd?: { readonly entity: P2pcdEntity; readonly verifier: Judge };
}

/** What a vehicle that listens heard, for its driver and its log. */
export type Heard =
  | { readonly kind: 'verified'; readonly psid: number }
  | { readonly kind: 'refused'; readonly psid: number; readonly result: Result }
  | { readonly kind: 'status'; readonly status: string };

const INFRASTRUCTURE: readonly number[] = [PSID.map, PSID.spat, PSID.ssm];

export class VehicleUnit {
  readonly #options: VehicleOptions;
  readonly #sender: Sender;
  readonly #pseudonyms: Pseudonyms;
  readonly #requester: Requester | undefined;
  readonly #listeners: ((heard: Heard) => void)[] = [];
  #changes = -1;
  #id = new Uint8Array(4);
  #count = 0;
  #status: string | undefined;

  constructor(options: VehicleOptions) {
    const { world, priority, p2pcd } = options;
    this.#options = options;
    this.#sender = new Sender(world, p2pcd?.entity.addTo);
    this.#pseudonyms = new Pseudonyms(options.pseudonyms, world.random, options.pseudonymPolicy);
    this.#requester = priority && new Requester(priority);
    if (priority || p2pcd) world.radio.receive((frame) => this.#hear(frame));
  }

  /** Begins to speak; the returned function ends it. Each unit starts at its own moment, so that they do not all talk at once. */
  start(): () => void {
    const { timers, random } = this.#options.world;
    let end = (): void => {};
    const wait = timers.after(random.octets(1)[0]! / 2560, () => {
      end = timers.every(0.1, () => this.#tick());
    });
    return () => {
      wait();
      end();
    };
  }
  onHeard(listener: (heard: Heard) => void): void {
    this.#listeners.push(listener);
  }

  #tick(): void {
    const { world, motion, body, priority } = this.#options;
    const now = world.clock.now();
    const moving = motion();
    if (!moving) return;
    // No change while a request is open: the two would be linked by their place anyway.
    const pseudonym = this.#pseudonyms.current(now, !this.#requester?.asking);
    if (pseudonym) {
      if (this.#pseudonyms.changes !== this.#changes) this.#renew();
      this.#sender.send(PSID.bsm, encodeBsm(moving, body, this.#id, this.#count++, now), pseudonym);
    }
    if (!priority || !this.#requester || !isValid(priority.holder, now)) return;
    const srm = this.#requester.next(moving, priority.onDuty(), priority.egress(), now);
    if (srm) this.#sender.send(PSID.srm, srm, priority.holder, { whole: true });
  }
  /** Whatever could link one pseudonym to the next changes with it. */
  #renew(): void {
    const { random } = this.#options.world;
    this.#changes = this.#pseudonyms.changes;
    this.#id = Uint8Array.from(random.octets(4));
    this.#count = random.octets(1)[0]! % 128;
  }

  #hear(frame: Uint8Array): void {
    const wsm = unwrap(frame);
    if (!wsm.ok) return;
    const { priority, motion } = this.#options;
    // Off the road nobody is to know that it is there: it answers nothing.
    const p2pcd = motion() ? this.#options.p2pcd : undefined;
    if (wsm.psid === p2pcd?.entity.psid) {
      p2pcd.entity.receive(wsm.data);
      return;
    }
    const own = priority && INFRASTRUCTURE.includes(wsm.psid);
    const verdict = (own ? priority : p2pcd)?.verifier.verify(wsm.data, wsm.psid);
    if (!verdict) return;
    if (!verdict.ok) {
      this.#tell({ kind: 'refused', psid: wsm.psid, result: verdict.result });
      return;
    }
    this.#tell({ kind: 'verified', psid: wsm.psid });
    if (!own || verdict.payload.tag !== 'messageFrame') return;
    const { value: message } = verdict.payload;
    if (message.tag === 'MapData') this.#requester!.hearMap(message.value);
    if (message.tag === 'SignalStatusMessage') this.#requester!.hearStatus(message.value);
    const status = this.#requester!.status;
    if (status !== undefined && status !== this.#status) this.#tell({ kind: 'status', status });
    this.#status = status;
  }
  #tell(heard: Heard): void {
    for (const listener of this.#listeners) listener(heard);
  }
}
