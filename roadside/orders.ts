/**
 * Commands of a traffic management center: who may, for what, once, in time (facts of TMDD and NTCIP 1202). What is
 * permitted goes to the controller, whose executor may still refuse; the answer is a signed acknowledgement either way.
 */

import { toHex } from '../asn1/hex.ts';
import type { Acknowledgement, Action, Command } from '../asn1/wavetrust/tmc.ts';
import type { Established } from '../src/trust/chain.ts';
import { mayCommand, tmcRights } from '../src/trust/ssp.ts';
import type { Accepted } from '../src/verify/verifier.ts';
import type { Micros } from '../src/world.ts';
import type { CommandAnswer, ControllerCommand } from './command.ts';
import type { Controller } from './controller.ts';
import type { PreemptRefused } from './preemption.ts';
import { type IntersectionID, sameIntersection } from './request.ts';
import { type Phase, phasesIn } from './rings.ts';

export type OrderResult = Acknowledgement['result'];
export interface Order {
  readonly result: OrderResult;
  readonly detail: string;
  /** Nobody is told: this signer has been told often enough. */
  readonly silent?: true;
}

export interface OrderPolicy {
  /** Longest span from notBefore to notAfter: every command acts at once. */
  readonly longestSeconds: number;
  /** How far the clock of a center may be ahead. */
  readonly skewSeconds: number;
  /** Farthest that a sequence number may jump: nobody can use up the numbers of another by one message. */
  readonly farthestJump: number;
  /** Signers remembered, and commands of the last minutes. */
  readonly signers: number;
  readonly commands: number;
  /** Commands a signer may give a second in the long run, and at once (E22). */
  readonly rate: number;
  readonly burst: number;
  /** Who has given a command keeps the others out for so long (operator lock of TMDD, E18). */
  readonly ownerSeconds: number;
  /** Longest lock of priority requests; a center that wants more says so again. */
  readonly longestLockSeconds: number;
  /** Preempt inputs below are for rail and emergency vehicles, and rule over these. */
  readonly lowestPreempt: number;
}
export const orderPolicy: OrderPolicy = {
  longestSeconds: 60,
  skewSeconds: 1,
  farthestJump: 1_000_000,
  signers: 256,
  commands: 4096,
  rate: 5,
  burst: 20,
  ownerSeconds: 60,
  longestLockSeconds: 600,
  lowestPreempt: 5,
};

type Reason = Extract<CommandAnswer, { result: 'rejected' }>['reason'] | PreemptRefused;
const RESULTS: Readonly<Partial<Record<Reason, OrderResult>>> = {
  unsafe: 'rejectedUnsafe',
  conflictingDwell: 'rejectedUnsafe',
  inFlash: 'rejectedFlash',
};
const resultOf = (reason: Reason): OrderResult => RESULTS[reason] ?? 'rejectedInvalidParameters';
const no = (result: OrderResult, detail: string): Order => ({ result, detail });

interface Kept {
  readonly by: Established;
  readonly until: Micros;
}

export class Orders {
  readonly #intersection: IntersectionID;
  /** HashedId8 of the unit's certificate, hex. */
  readonly #unit: string;
  /** When this memory begins: of what was said before, nothing is known, so none of it counts. */
  readonly #since: Micros;
  readonly #policy: OrderPolicy;
  /** Highest sequence taken, by signer; and what each may still say now. */
  readonly #sequences = new Map<string, number>();
  readonly #allowances = new Map<string, { readonly left: number; readonly at: Micros }>();
  /** Commands that were carried out, or taken back before they came, for as long as either could come again. */
  readonly #settled = new Map<string, { readonly as: 'done' | 'cancelled'; readonly until: Micros }>();
  #owner: Kept | undefined;
  /** Of priority requests. */
  #lock: Kept | undefined;
  /** Who set each preempt input. */
  readonly #preempts = new Map<number, Established>();

  constructor(intersection: IntersectionID, unit: string, since: Micros, policy: OrderPolicy = orderPolicy) {
    this.#intersection = intersection;
    this.#unit = unit;
    this.#since = since;
    this.#policy = policy;
  }

  /** Whether an operator has locked priority requests out. */
  locked(now: Micros): boolean {
    return this.#lock !== undefined && now < this.#lock.until;
  }

  /**
   * Carries out one verified command, or says why not. Undefined for a command that is for somebody else: it is not
   * answered. Only a command that its signer may give, in time and in sequence, leaves a trace.
   */
  carryOut(
    accepted: Pick<Accepted, 'ssp' | 'by'>,
    command: Command,
    controller: Controller,
    now: Micros,
  ): Order | undefined {
    const { target, action } = command;
    if (!sameIntersection(target, this.#intersection)) return undefined;
    if (target.rsu !== undefined && toHex(target.rsu) !== this.#unit) return undefined;
    const signer = accepted.by.record.id;
    if (!this.#allows(signer, now))
      return { ...no('rejectedLocked', `more than ${this.#policy.rate} commands a second of ${signer}`), silent: true };
    const rights = tmcRights(accepted.ssp);
    if (!rights || !mayCommand(rights, action.tag, this.#intersection.region ?? 0, this.#intersection.id))
      return no(
        'rejectedInsufficientPrivileges',
        `${signer} may not ${action.tag} at intersection ${this.#intersection.id}`,
      );
    const late = this.#untimely(command, now);
    if (late) return no('rejectedTime', late);
    const last = this.#sequences.get(signer);
    if (last !== undefined && command.sequence <= last)
      return no('rejectedReplayed', `sequence ${command.sequence}, after ${last} was taken`);
    if (last !== undefined && command.sequence - last > this.#policy.farthestJump)
      return no('rejectedInvalidParameters', `sequence ${command.sequence} jumps too far from ${last}`);
    remember(this.#sequences, signer, command.sequence, this.#policy.signers);
    const barred = this.#barred(accepted.by, command, now);
    if (barred) return barred;
    controller.contact(now);
    const order = this.#act(action, accepted.by, controller, now);
    if (!order.result.startsWith('rejected')) this.#settle(toHex(command.commandId), 'done', now);
    return order;
  }

  /** Ends what somebody keeps who has lost its rights since: control, the lock, preempts. Anything else ends by itself. */
  withdraw(lost: (by: Established) => boolean, controller: Controller): void {
    if (this.#owner && lost(this.#owner.by)) this.#owner = undefined;
    if (this.#lock && lost(this.#lock.by)) this.#lock = undefined;
    for (const [number, by] of this.#preempts) {
      if (!lost(by)) continue;
      controller.release(number);
      this.#preempts.delete(number);
    }
  }

  /** A bucket of `burst` commands for each signer, authorised or not, that fills by `rate` a second. */
  #allows(signer: string, now: Micros): boolean {
    const { rate, burst, signers } = this.#policy;
    const { left, at } = this.#allowances.get(signer) ?? { left: burst, at: now };
    const full = Math.min(burst, left + (Math.max(0, now - at) / 1e6) * rate);
    remember(this.#allowances, signer, { left: full >= 1 ? full - 1 : full, at: now }, signers);
    return full >= 1;
  }

  #untimely({ notBefore, notAfter }: Command, now: Micros): string | undefined {
    const [from, until] = [Number(notBefore), Number(notAfter)];
    if (until <= from) return 'notAfter is not after notBefore';
    if (until - from > this.#policy.longestSeconds * 1e6)
      return `valid for ${Math.round((until - from) / 1e6)} s, at most ${this.#policy.longestSeconds} s are allowed`;
    if (now < from - this.#policy.skewSeconds * 1e6) return 'not valid yet';
    if (now > until) return 'not valid any more';
    return from < this.#since ? 'given before this unit started, which cannot tell whether it came before' : undefined;
  }

  /** Settled before, or another operator is at work. A cancellation is taken from whoever may cancel. */
  #barred(by: Established, { commandId, action }: Command, now: Micros): Order | undefined {
    const { commands, ownerSeconds } = this.#policy;
    for (const [old, { until }] of this.#settled) if (until <= now) this.#settled.delete(old);
    const settled = this.#settled.get(toHex(commandId));
    if (settled?.as === 'cancelled') return no('rejectedReplayed', 'this command was cancelled before it came');
    if (settled) return no('rejectedReplayed', 'this command was carried out before');
    if (this.#settled.size >= commands) return no('rejectedLocked', `more than ${commands} commands within minutes`);
    if (action.tag === 'cancel') return undefined;
    const owner = this.#owner;
    if (owner && owner.by.record.id !== by.record.id && now < owner.until)
      return no(
        'rejectedLocked',
        `${owner.by.record.id} has control for ${Math.ceil((owner.until - now) / 1e6)} s more`,
      );
    this.#owner = { by, until: now + ownerSeconds * 1e6 };
    return undefined;
  }

  /** Twice the longest life: a command may be on its way before it is valid. */
  #settle(id: string, as: 'done' | 'cancelled', now: Micros): void {
    this.#settled.set(id, { as, until: now + 2 * this.#policy.longestSeconds * 1e6 });
  }

  #act(action: Action, by: Established, controller: Controller, now: Micros): Order {
    switch (action.tag) {
      case 'cancel': {
        const id = toHex(action.value);
        if (this.#settled.get(id)?.as === 'done')
          return no('rejectedInvalidParameters', 'it was carried out before; what it holds ends by itself');
        this.#settle(id, 'cancelled', now);
        return { result: 'completed', detail: 'if it comes later it will be refused' };
      }
      case 'lockPriority':
        if (action.value > this.#policy.longestLockSeconds)
          return no('rejectedInvalidParameters', `a lock lasts at most ${this.#policy.longestLockSeconds} s`);
        this.#lock = { by, until: now + action.value * 1e6 };
        return { result: 'completed', detail: `priority, but not preemption, is refused for ${action.value} s` };
      case 'unlockPriority':
        this.#lock = undefined;
        return { result: 'completed', detail: 'priority requests are taken again' };
      case 'preempt': {
        const { number, on, phases, maxPresenceSeconds } = action.value;
        if (number < this.#policy.lowestPreempt)
          return no(
            'rejectedInsufficientPrivileges',
            `preempt ${number} is not for a center; from ${this.#policy.lowestPreempt} on they are`,
          );
        if (!on) {
          controller.release(number);
          this.#preempts.delete(number);
          return { result: 'completed', detail: `preempt ${number} released` };
        }
        const answer = controller.preempt(number, named(phases), {
          deadMan: maxPresenceSeconds,
          maxPresence: maxPresenceSeconds,
        });
        if (answer === 'done') this.#preempts.set(number, by);
        return answer === 'done'
          ? { result: 'accepted', detail: `preempt ${number} on for at most ${maxPresenceSeconds} s` }
          : no(resultOf(answer), `preempt ${number}: ${answer}`);
      }
      case '?':
        return no('rejectedInvalidParameters', 'an action this unit does not know');
      case 'free':
      case 'setPattern':
        // As systemPatternControl has it: a pattern, or free, is also the way out of flash.
        return action.tag === 'setPattern' && !controller.plan.patterns.some((p) => p.number === action.value)
          ? steer(action, controller, now)
          : (unflash(controller, now) ?? steer(action, controller, now));
      default:
        return steer(action, controller, now);
    }
  }
}

/** Ends a flash that was commanded, or is about to come; says no where the cabinet itself is in flash. */
function unflash(controller: Controller, now: Micros): Order | undefined {
  const answer = controller.command({ do: 'flash', on: false }, now);
  return answer.result === 'rejected' ? no(resultOf(answer.reason), answer.sentence) : undefined;
}
function steer(action: Steering, controller: Controller, now: Micros): Order {
  const answer = controller.command(controllerCommand(action), now);
  if (answer.result === 'rejected') return no(resultOf(answer.reason), answer.sentence);
  return { result: answer.result, detail: `${action.tag} ${answer.result}` };
}
/** Newest last; the one that was silent for longest makes room. */
function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}

type Steering = Exclude<Action, { tag: 'cancel' | 'lockPriority' | 'unlockPriority' | 'preempt' | '?' }>;
function controllerCommand(action: Steering): ControllerCommand {
  switch (action.tag) {
    case 'setPattern':
      return { do: 'pattern', number: action.value };
    case 'free':
      return { do: 'free' };
    case 'flash':
      return { do: 'flash', on: true };
    case 'offsetAdjust':
      return { do: 'offset', seconds: action.value };
    case 'forceOff':
      return { do: 'forceOff', phases: named(action.value) };
    case 'call':
      return { do: 'call', phases: named(action.value.phases) };
    case 'hold':
    case 'omit':
      return { do: action.tag, phases: named(action.value.phases), seconds: action.value.seconds };
  }
}
/** Bit 0 of Phases, the first, is phase 1; in a Mask it is the lowest. */
function named({ octets }: { readonly octets: Uint8Array }): Phase[] {
  let mask = 0;
  for (let k = 0; k < 8; k++) if ((octets[0] ?? 0) & (0x80 >> k)) mask |= 1 << k;
  return phasesIn(mask);
}
