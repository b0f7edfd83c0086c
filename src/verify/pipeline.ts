/**
 * Octets in, one verdict out, as the Verifier gives it, but with the signatures on the provider's threads: parse and
 * screen at once, wait in a lane, signature, permit. What was offered is settled, waiting or in flight, always.
 */
import { byProvider, type Checker } from '../crypto/checker.ts';
import { unwrap } from '../net/wsm.ts';
import type { Established } from '../trust/chain.ts';
import type { Refusal } from '../trust/result.ts';
import { type Log, type Meter, silent, unmeasured } from '../world.ts';
import { Chains } from './chains.ts';
import { accepted, conclude, contextOf } from './conclude.ts';
import { type Drop, type Dropped, drop } from './drop.ts';
import { type LaneRow, lanes } from './lane.ts';
import { lost } from './lost.ts';
import { Tally } from './metrics.ts';
import { Packet } from './packet.ts';
import { parse } from './parse.ts';
import { hear, lack } from './peer.ts';
import type { PermitContext } from './permit.ts';
import { Schedule } from './schedule.ts';
import { isJudged, type Screened, screen, untimely } from './screen.ts';
import { type Checks, type Room, room, type Verified, verifySignatureLater } from './signature.ts';
import type { Verdict, VerifierOptions } from './verifier.ts';

/** What becomes of a packet: judged by IEEE 1609.2, or dropped by this receiver. */
export type Settled = Verdict | Dropped;

export interface PipelineOptions<C> extends VerifierOptions {
  /** Told once of each packet, with what was offered beside it. May be called before `offer` returns. */
  readonly settle: (verdict: Settled, context: C) => void;
  /** Who checks signatures; the provider's own threads where nothing is said. A `Crew` makes more of the cores. */
  readonly checker?: Checker;
  /**
   * Signature checks at a time, 32 where nothing is said: about 16 per core keep all of them busy. The rest waits where it
   * can still be dropped, and where a request overtakes it.
   */
  readonly inFlight?: number;
  readonly lanes?: readonly LaneRow[];
  /**
   * Calls back when what has come in meanwhile was taken: setImmediate. Chains of new certificates are judged there, so
   * that a request that comes behind them overtakes them.
   */
  readonly soon: (act: () => void) => void;
  /** Certificates whose chain is known to be wrong that are kept. */
  readonly refusedLimit?: number;
  readonly meter?: Meter;
  readonly log?: Log;
}

/** New certificates judged in one go, as each holds up this thread for a chain. */
const CHAINS_AT_ONCE = 2;

export interface Load {
  /** Signature checks going on. */
  readonly inFlight: number;
  /** Packets waiting, by lane. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Certificates remembered whose chain is wrong. */
  readonly refused: number;
}

export class Pipeline<C> {
  readonly #options: PipelineOptions<C>;
  readonly #context: PermitContext;
  readonly #checks: Checks<Packet<C>>;
  readonly #chains: Chains;
  readonly #schedule: Schedule<Packet<C>>;
  readonly #tally: Tally;
  readonly #limit: number;
  /** Of those lost by a lane that is at work, told when it is done. */
  readonly #lost: { readonly packet: Packet<C>; readonly why: Drop }[] = [];
  readonly #rooms: Room[] = [];
  #inFlight = 0;
  #awaited = false;
  #closing: { readonly done: Promise<void>; readonly end: () => void } | undefined;

  /** Throws a RangeError where a lane cannot be kept to, or an application has none. */
  constructor(options: PipelineOptions<C>) {
    this.#options = options;
    this.#context = contextOf(options);
    this.#chains = new Chains(options.store, options.clock, options.refusedLimit);
    this.#checks = {
      ...{ crypto: options.crypto, checker: options.checker ?? byProvider(options.crypto), chains: this.#chains },
      checked: {
        done: (packet, verified) => this.#checked(packet, this.#conclude(packet, verified)),
        failed: (packet, error) => this.#checked(packet, this.#failed('signature', error, packet.lane)),
      },
    };
    this.#schedule = new Schedule(options.lanes ?? lanes, (packet, why) => {
      // It is in no lane any more: whoever is told of another one may abort it before it is told of itself.
      packet.unlisten?.();
      this.#lost.push({ packet, why });
    });
    this.#limit = options.inFlight ?? 32;
    if (!(this.#limit >= 1)) throw new RangeError(`inFlight is 1 or more, not ${options.inFlight}`);
    for (const { name, psid } of this.#context.profiles.values())
      if (!this.#schedule.of(psid, 'known') || !this.#schedule.of(psid, 'new'))
        throw new RangeError(`${name} (PSID ${psid}) needs a lane for known signers and one for new ones`);
    this.#tally = new Tally(options.meter ?? unmeasured, options.log ?? silent, {
      inFlight: () => this.#inFlight,
      anchors: () => options.store.anchors,
      waiting: new Map(this.#schedule.lanes.map((lane) => [lane.row.name, () => lane.size])),
    });
  }

  get load(): Load {
    const waiting = Object.fromEntries(this.#schedule.lanes.map((lane) => [lane.row.name, lane.size]));
    return { inFlight: this.#inFlight, waiting, refused: this.#chains.size };
  }

  /** Takes a WSM as it came from the air. */
  offerFrame(frame: Uint8Array, context: C, signal?: AbortSignal): void {
    const wsm = unwrap(frame);
    if (wsm.ok) this.offer(wsm.data, wsm.psid, context, signal);
    else this.#settle({ ...drop('notWsm'), sentence: wsm.sentence }, undefined, context);
  }

  /** As of a Judge. */
  lost(by: Established): boolean {
    return lost(this.#context, by, this.#options.clock.now());
  }

  /**
   * Takes an SPDU; `psid` is the one of the WSMP header it came in. The octets belong to the pipeline until its verdict,
   * whose views point into them. `signal` takes the packet out as long as it waits. Never throws.
   */
  offer(octets: Uint8Array, psid: number | undefined, context: C, signal?: AbortSignal): void {
    const early = this.#receive(octets, psid, context, signal);
    if (early) this.#settle(early.verdict, early.psid ?? psid, context);
    this.#tellLost();
    this.#pump(0);
  }

  /** Takes nothing more; what waits is dropped, what is in flight gets its verdict. Resolves when all is settled. */
  close(): Promise<void> {
    if (this.#closing) return this.#closing.done;
    const { promise: done, resolve: end } = Promise.withResolvers<void>();
    this.#closing = { done, end };
    for (let packet = this.#schedule.take(true); packet; packet = this.#schedule.take(true))
      this.#end(packet, drop('closed', packet.lane));
    this.#ended();
    return done;
  }

  /** Into its lane, or the verdict it has at once. */
  #receive(
    octets: Uint8Array,
    psid: number | undefined,
    context: C,
    signal: AbortSignal | undefined,
  ): { readonly verdict: Settled; readonly psid?: number } | undefined {
    if (this.#closing) return { verdict: drop('closed') };
    if (signal?.aborted) return { verdict: drop('aborted') };
    try {
      const parsed = parse(octets, psid, this.#context.crypto.sm);
      if (!parsed.ok) return { verdict: parsed };
      const spdu = screen(this.#context, parsed, this.#options.clock.now());
      hear(this.#options.peer, parsed, spdu);
      if (!spdu.ok) return { verdict: spdu, psid: parsed.psid };
      const wrong = spdu.unknown && this.#chains.wrong(spdu.unknown);
      if (wrong) {
        lack(this.#options.peer, parsed, wrong);
        return { verdict: wrong, psid: parsed.psid };
      }
      this.#wait(spdu, context, signal);
      return undefined;
    } catch (error) {
      return { verdict: this.#failed('screen', error) };
    }
  }

  #wait(spdu: Screened, context: C, signal: AbortSignal | undefined): void {
    const { psid, known, unknown } = spdu;
    const lane = this.#schedule.of(psid, unknown ? 'new' : 'known')!;
    // Its turn is now: nobody is before it, and there is room. Then nobody asks for a name.
    if (!unknown && this.#inFlight < this.#limit && !this.#schedule.waits(false)) {
      this.#start(new Packet('', lane.row.name, spdu, context));
      return;
    }
    const name = unknown ? (this.#chains.issuerOf(unknown) ?? '') : known[0]!.record.id;
    const packet = new Packet(name, lane.row.name, spdu, context);
    if (!lane.admit(packet) || !signal) return;
    const abort = (): void => {
      lane.remove(packet);
      this.#end(packet, drop('aborted', packet.lane));
    };
    signal.addEventListener('abort', abort, { once: true });
    packet.unlisten = () => signal.removeEventListener('abort', abort);
  }

  /** Fills what is free; of new certificates with as many as `chains` at most, the others soon. */
  #pump(chains: number): void {
    while (this.#inFlight < this.#limit) {
      const packet = this.#schedule.take(chains > 0);
      if (!packet) break;
      packet.unlisten?.();
      const late = this.#recheck(packet);
      if (late) this.#end(packet, late);
      else {
        if (packet.spdu.unknown) chains--;
        this.#start(packet);
      }
    }
    if (this.#awaited || this.#inFlight >= this.#limit || !this.#schedule.waits(true)) return;
    this.#awaited = true;
    this.#options.soon(() => {
      this.#awaited = false;
      this.#pump(CHAINS_AT_ONCE);
    });
  }

  /** Whether it is too late for it, or it was accepted meanwhile; and what has been learned of its signer. */
  #recheck(packet: Packet<C>): Refusal | undefined {
    const { spdu } = packet;
    const now = this.#options.clock.now();
    const late = untimely(spdu.profile, spdu, now) ?? accepted(this.#context, spdu);
    if (late) return late;
    const record = spdu.unknown?.record;
    const same = record && this.#context.store.same(record.id8, record.hash);
    if (same && isJudged(same, record.octets))
      packet.spdu = { ...spdu, heardAt: now, known: [same], unknown: undefined };
    else if (spdu.heardAt !== now) packet.spdu = { ...spdu, heardAt: now };
    return undefined;
  }

  #start(packet: Packet<C>): void {
    this.#inFlight++;
    packet.room = this.#rooms.pop() ?? room();
    packet.starting = true;
    verifySignatureLater(this.#checks, packet.spdu, packet.room, packet);
    packet.starting = false;
  }

  #checked(packet: Packet<C>, verdict: Settled): void {
    this.#inFlight--;
    this.#rooms.push(packet.room!);
    this.#tally.took(packet.lane, (this.#options.clock.now() - packet.offeredAt) / 1e6);
    this.#end(packet, verdict);
    // One refused without the threads, such as for its chain: whoever started it goes on, and not sooner than it would.
    if (!packet.starting) this.#pump(1);
    this.#ended();
  }

  #conclude({ lane, spdu }: Packet<C>, verified: Verified | Refusal): Settled {
    try {
      lack(this.#options.peer, spdu, verified);
      if (!verified.ok) return verified;
      // The threads may have been slow, and what is remembered of a message outlives its window by a second only.
      return untimely(spdu.profile, spdu, this.#options.clock.now()) ?? conclude(this.#context, verified);
    } catch (error) {
      return this.#failed('permit', error, lane);
    }
  }

  #failed(where: string, error: unknown, lane?: string): Dropped {
    this.#tally.failed(where, error);
    return drop('failed', lane);
  }

  #tellLost(): void {
    for (let lost = this.#lost.shift(); lost; lost = this.#lost.shift())
      this.#end(lost.packet, drop(lost.why, lost.packet.lane));
  }

  /** The verdict of a packet that came to a lane; it is in none any more. */
  #end(packet: Packet<C>, verdict: Settled): void {
    packet.unlisten?.();
    this.#settle(verdict, packet.spdu.psid, packet.context);
  }

  #settle(verdict: Settled, psid: number | undefined, context: C): void {
    this.#tally.settled(verdict, psid !== undefined && this.#context.profiles.has(psid) ? psid : undefined);
    try {
      this.#options.settle(verdict, context);
    } catch (error) {
      this.#tally.failed('settle', error);
    }
  }

  #ended(): void {
    if (this.#inFlight === 0) this.#closing?.end();
  }
}
