/**
 * Commands of a traffic management center: who may, for what, once, in time (facts of TMDD and NTCIP 1202). What is
 * permitted goes to the controller, whose executor may still refuse; the answer is a signed acknowledgement either way.
 */

import { toHex } from '../asn1/hex.ts';
import type { Acknowledgement, Action, Command } from '../asn1/wavetrust/tmc.ts';
import { mayCommand, tmcRights } from '../src/trust/ssp.ts';
import type { Accepted } from '../src/verify/verifier.ts';
import type { Micros } from '../src/world.ts';
import type { CommandAnswer, ControllerCommand } from './command.ts';
import type { Controller } from './controller.ts';
import { type IntersectionID, sameIntersection } from './request.ts';
import { type Phase, phasesIn } from './rings.ts';

export type OrderResult = Acknowledgement['result'];
export interface Order {
  readonly result: OrderResult;
  readonly detail: string;
}

export interface OrderPolicy {
  /** Longest span from notBefore to notAfter of a command that acts at once. */
  readonly longestSeconds: number;
  /** Farthest that a sequence number may jump: nobody can use up the numbers of another by one message. */
  readonly farthestJump: number;
  /** Signers remembered. */
  readonly signers: number;
  /** Preempt inputs below are for rail and emergency vehicles, and rule over these. */
  readonly lowestPreempt: number;
}
export const orderPolicy: OrderPolicy = { longestSeconds: 60, farthestJump: 1_000_000, signers: 256, lowestPreempt: 5 };

const RESULTS: Readonly<Record<Extract<CommandAnswer, { result: 'rejected' }>['reason'], OrderResult>> = {
  invalid: 'rejectedInvalidParameters',
  tooLong: 'rejectedInvalidParameters',
  unsafe: 'rejectedUnsafe',
  inFlash: 'rejectedFlash',
};

export class Orders {
  readonly #intersection: IntersectionID;
  /** HashedId8 of the unit's certificate, hex. */
  readonly #unit: string;
  readonly #policy: OrderPolicy;
  /** Highest sequence taken, by signer. */
  readonly #sequences = new Map<string, number>();
  /** Commands taken back before they came. */
  readonly #cancelled = new Map<string, Micros>();
  #lockedUntil: Micros = 0;

  constructor(intersection: IntersectionID, unit: string, policy: OrderPolicy = orderPolicy) {
    this.#intersection = intersection;
    this.#unit = unit;
    this.#policy = policy;
  }

  /** Whether an operator has locked priority requests out. */
  locked(now: Micros): boolean {
    return now < this.#lockedUntil;
  }

  /** Undefined for a command that is for somebody else: it is not answered. */
  carryOut(
    accepted: Pick<Accepted, 'ssp' | 'by'>,
    command: Command,
    controller: Controller,
    now: Micros,
  ): Order | undefined {
    const { target, action } = command;
    if (!sameIntersection(target, this.#intersection)) return undefined;
    if (target.rsu !== undefined && toHex(target.rsu) !== this.#unit) return undefined;
    const no = (result: OrderResult, detail: string): Order => ({ result, detail });
    const signer = accepted.by.record.id;
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
    this.#remember(signer, command.sequence);
    const id = toHex(command.commandId);
    for (const [old, until] of this.#cancelled) if (until <= now) this.#cancelled.delete(old);
    if (this.#cancelled.has(id)) return no('rejectedReplayed', 'this command was cancelled before it came');
    return this.#act(action, controller, now);
  }

  #untimely({ notBefore, notAfter }: Command, now: Micros): string | undefined {
    const [from, until] = [Number(notBefore), Number(notAfter)];
    if (until <= from) return 'notAfter is not after notBefore';
    if (until - from > this.#policy.longestSeconds * 1e6)
      return `valid for ${Math.round((until - from) / 1e6)} s, at most ${this.#policy.longestSeconds} s are allowed`;
    if (now < from) return 'not valid yet';
    return now > until ? 'not valid any more' : undefined;
  }

  #remember(signer: string, sequence: number): void {
    this.#sequences.delete(signer);
    this.#sequences.set(signer, sequence);
    if (this.#sequences.size > this.#policy.signers) this.#sequences.delete(this.#sequences.keys().next().value!);
  }

  #act(action: Action, controller: Controller, now: Micros): Order {
    switch (action.tag) {
      case 'cancel':
        if (this.#cancelled.size < 1024)
          this.#cancelled.set(toHex(action.value), now + this.#policy.longestSeconds * 1e6);
        return { result: 'completed', detail: 'if it comes later it will be refused' };
      case 'lockPriority':
        this.#lockedUntil = now + action.value * 1e6;
        return { result: 'completed', detail: `priority requests are refused for ${action.value} s` };
      case 'unlockPriority':
        this.#lockedUntil = 0;
        return { result: 'completed', detail: 'priority requests are taken again' };
      case 'preempt': {
        const { number, on, phases, maxPresenceSeconds } = action.value;
        if (number < this.#policy.lowestPreempt)
          return {
            result: 'rejectedInsufficientPrivileges',
            detail: `preempt ${number} is not for a center; from ${this.#policy.lowestPreempt} on they are`,
          };
        if (!on) {
          controller.release(number);
          return { result: 'completed', detail: `preempt ${number} released` };
        }
        const answer = controller.preempt(number, named(phases), {
          deadMan: maxPresenceSeconds,
          maxPresence: maxPresenceSeconds,
        });
        return answer === 'done'
          ? { result: 'accepted', detail: `preempt ${number} on for at most ${maxPresenceSeconds} s` }
          : { result: 'rejectedInvalidParameters', detail: `preempt ${number}: ${answer}` };
      }
      case '?':
        return { result: 'rejectedInvalidParameters', detail: 'an action this unit does not know' };
      default: {
        const answer = controller.command(controllerCommand(action), now);
        if (answer.result === 'rejected') return { result: RESULTS[answer.reason], detail: answer.sentence };
        return { result: answer.result, detail: `${action.tag} ${answer.result}` };
      }
    }
  }
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
