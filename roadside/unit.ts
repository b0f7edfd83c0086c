/**
 * A roadside unit: radio in, verify, request desk and orders, controller, radio out. It holds no rule of its own; each
 * stands in the file its name says.
 */
import { coer } from '../asn1/coer.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import type { SignalRequestMessage } from '../asn1/j2735/srm.ts';
import { uper } from '../asn1/uper.ts';
import { type Command, TmcMessage } from '../asn1/wavetrust/tmc.ts';
import type { KeyStore } from '../src/crypto/keystore.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { unwrap } from '../src/net/wsm.ts';
import type { P2pcdEntity } from '../src/p2pcd/entity.ts';
import { Sender } from '../src/secure/sender.ts';
import type { Established } from '../src/trust/chain.ts';
import type { Holder } from '../src/trust/issue.ts';
import { explain, type Result } from '../src/trust/result.ts';
import { OLDEST_REQUEST_SECONDS } from '../src/verify/conflict.ts';
import { isDropped } from '../src/verify/drop.ts';
import type { Settled } from '../src/verify/pipeline.ts';
import { PSID } from '../src/verify/profile.ts';
import type { Receiver, Receiving } from '../src/verify/receiver.ts';
import type { Accepted } from '../src/verify/verifier.ts';
import type { Clock, Log, Meter, Micros, Radio, Timers } from '../src/world.ts';
import { authorise, type Unauthorised } from './authorise.ts';
import type { Controller } from './controller.ts';
import type { Desk } from './desk.ts';
import { Journal } from './misbehaviour.ts';
import { Notice } from './notice.ts';
import { type OrderResult, Orders } from './orders.ts';
import { type DeskAnswer, type IntersectionID, type Site, sameIntersection } from './request.ts';
import { Rights } from './rights.ts';
import { Service } from './serve.ts';
import { type Group, spatOf } from './spat.ts';

export interface UnitWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly radio: Radio;
  readonly log: Log;
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
}
/** What the unit says its intersection is. */
export interface Published {
  /** UPER of the MessageFrame of the MAP, and the revision it has of this intersection. */
  readonly map: Uint8Array;
  readonly revision: number;
  readonly groups: readonly Group[];
}
export interface UnitOptions extends Published {
  readonly world: UnitWorld;
  /** Signs SPaT, MAP, SSM and acknowledgements. */
  readonly holder: Holder;
  /** How what it hears is judged. */
  readonly receiving: Receiving;
  readonly intersection: IntersectionID;
  readonly controller: Controller;
  readonly desk: Desk;
  /** Gets CA certificates from other stations, and gives them (clause 8): the `peer` of who judges. */
  readonly p2pcd?: P2pcdEntity;
  /** Off: requests are verified and rejected, as if an operator had locked them out. */
  readonly priority: boolean;
  /** Counts by `misbehaviourMetrics`. */
  readonly meter?: Meter;
}

/** What became of one frame: exactly one of these for each that came in. */
export type Outcome =
  | { readonly kind: 'dropped'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly result: Result; readonly sentence: string }
  | { readonly kind: 'heard'; readonly accepted: Accepted }
  /** Certificates that another station sent for whoever lacks them. */
  | { readonly kind: 'p2pcd' }
  | {
      readonly kind: 'unauthorised';
      readonly accepted: Accepted;
      readonly reason: Unauthorised;
      readonly sentence: string;
    }
  | { readonly kind: 'request'; readonly accepted: Accepted; readonly answers: readonly RequestAnswer[] }
  | { readonly kind: 'order'; readonly accepted: Accepted; readonly result: OrderResult; readonly detail: string };

/** `locked`: an operator, or the configuration, takes no such requests now. */
export type RequestAnswer = DeskAnswer | { readonly verdict: 'refused'; readonly reason: 'locked' };

const frames = uper(MessageFrame);
const orders = coer(TmcMessage);
/** Signers whose newest SRM is remembered, as long as an older one might be taken. */
const SIGNERS = 1024;
/** SPaT says for so long that the MAP was revised. */
const RECENT_SECONDS = 60;

export class RoadsideUnit {
  /** Who asked for more than it may: for whoever reports it. */
  readonly misbehaviour: Journal;
  readonly #options: UnitOptions;
  readonly #sender: Sender;
  readonly #orders: Orders;
  readonly #service: Service;
  readonly #receiver: Receiver;
  readonly #listeners: ((outcome: Outcome, frame: Uint8Array) => void)[] = [];
  readonly #notice: Notice;
  readonly #newest = new Map<string, Micros>();
  readonly #rights: Rights;
  #published: Published;
  #revisedAt: Micros | undefined;

  /** Throws a RangeError where the MAP does not hold this intersection in this revision. */
  constructor(options: UnitOptions) {
    this.#options = options;
    this.#published = checked(options, options.intersection);
    this.#sender = new Sender(options.world, options.p2pcd?.addTo);
    this.#service = new Service(options.desk, options.controller);
    this.#notice = new Notice(options.intersection);
    this.#rights = new Rights(options.desk);
    this.misbehaviour = new Journal(options.world.log, options.meter);
    this.#orders = new Orders(options.intersection, options.holder.record.id, options.world.clock.now());
    this.#receiver = options.receiving((verdict, frame) => this.#take(verdict, frame));
    options.world.radio.receive((frame) => this.#hear(frame));
  }

  /** Begins to broadcast and to drive the controller; the returned function ends it. */
  start(): () => void {
    const { timers } = this.#options.world;
    const ends = [timers.every(0.1, () => this.#step()), timers.every(1, () => this.#second())];
    this.#second();
    return () => {
      for (const end of ends) end();
    };
  }
  /** Hears nothing more; resolves when all that it heard has come to its outcome. */
  close(): Promise<void> {
    return this.#receiver.close();
  }
  onOutcome(listener: (outcome: Outcome, frame: Uint8Array) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Another revision of the MAP, with the site that the desk judges by: MAP and SPaT change together, and open requests
   * are judged anew (D12). The phases must be those that the controller drives. Throws a RangeError as the constructor.
   */
  revise(published: Published, site: Site): void {
    const now = this.#options.world.clock.now();
    this.#published = checked(published, this.#options.intersection);
    this.#revisedAt = now;
    this.#options.desk.revise(site, now);
    this.#sender.send(PSID.map, published.map, this.#options.holder);
    this.#broadcastSpat(now);
  }

  #step(): void {
    const now = this.#options.world.clock.now();
    const lost = (by: Established): boolean => this.#receiver.lost(by);
    this.#rights.withdraw(lost, now);
    this.#orders.withdraw(lost, this.#options.controller);
    this.#service.step(now);
    this.#broadcastSpat(now);
    this.#broadcastSsm(now, false);
  }
  #second(): void {
    const now = this.#options.world.clock.now();
    this.#sender.send(PSID.map, this.#published.map, this.#options.holder);
    this.#broadcastSsm(now, true);
    for (const [signer, at] of this.#newest) if (now - at > OLDEST_REQUEST_SECONDS * 1e6) this.#newest.delete(signer);
  }

  #broadcastSpat(now: Micros): void {
    const { holder } = this.#options;
    this.#sender.send(PSID.spat, frames.encode({ tag: 'SPAT', value: this.#spat(now) }), holder);
  }
  #spat(now: Micros) {
    const { controller, intersection } = this.#options;
    const { revision, groups } = this.#published;
    const revised = this.#revisedAt !== undefined && now - this.#revisedAt < RECENT_SECONDS * 1e6;
    const flags = controller.status();
    return spatOf({ intersection, revision, groups, forecast: controller.forecast(), flags, revised }, now);
  }

  #broadcastSsm(now: Micros, due: boolean): void {
    const { desk, holder } = this.#options;
    const ssm = this.#notice.next(desk.status(), now, due);
    if (ssm)
      this.#sender.send(PSID.ssm, frames.encode({ tag: 'SignalStatusMessage', value: ssm }), holder, { whole: true });
  }

  #hear(frame: Uint8Array): void {
    const { p2pcd } = this.#options;
    const wsm = p2pcd && unwrap(frame);
    if (wsm?.ok && wsm.psid === p2pcd!.psid) {
      p2pcd!.receive(wsm.data);
      this.#tell({ kind: 'p2pcd' }, frame);
    } else this.#receiver.take(frame);
  }
  #take(verdict: Settled, frame: Uint8Array): void {
    this.#tell(this.#act(verdict, frame), frame);
  }
  #tell(outcome: Outcome, frame: Uint8Array): void {
    const { log } = this.#options.world;
    if (outcome.kind === 'refused' || outcome.kind === 'unauthorised')
      log('debug', outcome.kind, { sentence: outcome.sentence });
    for (const listener of this.#listeners) listener(outcome, frame);
  }
  #act(verdict: Settled, frame: Uint8Array): Outcome {
    if (!verdict.ok) {
      if (isDropped(verdict)) return { kind: 'dropped', sentence: verdict.sentence };
      return { kind: 'refused', result: verdict.result, sentence: explain(verdict) };
    }
    const { payload } = verdict;
    if (payload.tag === 'messageFrame' && payload.value.tag === 'SignalRequestMessage')
      return this.#request(verdict, payload.value.value, frame);
    if (payload.tag === 'tmc' && payload.value.tag === 'command') return this.#order(verdict, payload.value.value);
    return { kind: 'heard', accepted: verdict };
  }

  #request(accepted: Accepted, srm: SignalRequestMessage, frame: Uint8Array): Outcome {
    const { world, desk, controller, intersection, priority } = this.#options;
    const now = world.clock.now();
    const authorised = authorise(accepted, srm, intersection, now);
    if (!authorised.ok) {
      const { requests, excess } = authorised;
      for (const request of requests) this.#notice.reject(request, now);
      // What is asked of another signal is for the unit there to judge.
      if (excess && requests.length > 0) this.misbehaviour.note(accepted, excess, frame, now);
      return { kind: 'unauthorised', accepted, reason: authorised.reason, sentence: authorised.sentence };
    }
    if (this.#overtaken(accepted))
      return {
        kind: 'unauthorised',
        accepted,
        reason: 'overtaken',
        sentence: 'a newer request of this signer was heard',
      };
    const locked = this.#orders.locked(now);
    const answers = authorised.requests.map((request): RequestAnswer => {
      const barred = locked && !desk.preempts(request) && request.type !== 'priorityCancellation';
      if (priority && !barred) return desk.receive(request, controller.readBack(), now);
      this.#notice.reject(request, now);
      return { verdict: 'refused', reason: 'locked' };
    });
    this.#rights.asked(accepted.by);
    return { kind: 'request', accepted, answers };
  }
  /** Held back until a cancellation was through, a request would open again what is over (C09). */
  #overtaken({ by, generated }: Accepted): boolean {
    const signer = by.record.id;
    if (generated === undefined) return false;
    if (generated < (this.#newest.get(signer) ?? generated)) return true;
    if (this.#newest.size >= SIGNERS) this.#newest.delete(this.#newest.keys().next().value!);
    this.#newest.set(signer, generated);
    return false;
  }

  #order(accepted: Accepted, command: Command): Outcome {
    const { world, controller, holder } = this.#options;
    const now = world.clock.now();
    const before = this.#state(now);
    const order = this.#orders.carryOut(accepted, command, controller, now);
    if (!order) return { kind: 'heard', accepted };
    const { commandId, target, sequence } = command;
    const { result, detail } = order;
    if (order.silent) return { kind: 'order', accepted, result, detail };
    const after = this.#state(now);
    const value = { version: 1, commandId, target, sequence, result, before, after, detail: detail.slice(0, 255) };
    const payload = orders.encode({ tag: 'acknowledgement', value });
    this.#sender.send(PSID.tmc, payload, holder, { whole: true, expirySeconds: 30 });
    return { kind: 'order', accepted, result, detail };
  }
  /** SHA-256 of the state as SPaT says it. */
  #state(now: Micros): Uint8Array {
    return this.#options.world.crypto.hash('sha256', frames.encode({ tag: 'SPAT', value: this.#spat(now) }));
  }
}

/** E26: a unit signs the MAP of its own intersection only, and SPaT of the same revision. */
function checked(published: Published, { region, id }: IntersectionID): Published {
  const frame = frames.read(published.map);
  const parts = frame.tag === 'MapData' ? (frame.value.intersections ?? []) : [];
  const own = parts.find((part) => sameIntersection(part.id, { region, id }));
  if (!own) throw new RangeError(`the MAP to send does not hold intersection ${id}; give this unit its own`);
  if (own.revision !== published.revision)
    throw new RangeError(`the MAP has revision ${own.revision} where SPaT would say ${published.revision}`);
  return published;
}
