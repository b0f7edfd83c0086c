/** A traffic management center: signs commands for roadside units and takes their signed acknowledgements. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { type Acknowledgement, type Action, type Command, type Target, TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import type { KeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { unwrap } from '../net/wsm.ts';
import type { Addressed } from '../secure/address.ts';
import { Sender } from '../secure/sender.ts';
import { toTime64 } from '../time.ts';
import type { Holder } from '../trust/issue.ts';
import { tmcRights } from '../trust/ssp.ts';
import { PSID } from '../verify/profile.ts';
import type { Accepted, Judge } from '../verify/verifier.ts';
import type { Clock, Radio, Random } from '../world.ts';

export interface CenterOptions {
  readonly world: {
    readonly clock: Clock;
    readonly radio: Radio;
    readonly random: Random;
    readonly crypto: CryptoProvider;
    readonly keys: KeyStore;
  };
  readonly holder: Holder;
  readonly verifier: Judge;
  readonly operator: string;
}

/** How long a command may be on its way. */
const LIFETIME_SECONDS = 30;
/** Commands whose answer is still awaited. */
const AWAITED = 256;
const TO_UNITS = { whole: true, expirySeconds: LIFETIME_SECONDS } as const;
const messages = coer(TmcMessage);

export class Center {
  readonly #options: CenterOptions;
  readonly #sender: Sender;
  readonly #awaited = new Map<string, Command>();
  readonly #listeners: ((answer: Acknowledgement, command: Command) => void)[] = [];
  #sequence: number;

  /** `sequence` is the last number used: a center that starts anew goes on from what it stored, or is not heard. */
  constructor(options: CenterOptions, sequence = 0) {
    this.#options = options;
    this.#sender = new Sender(options.world);
    this.#sequence = sequence;
    options.world.radio.receive((frame) => this.#hear(frame));
  }
  /** The last number used, to be stored for the next start. */
  get sequence(): number {
    return this.#sequence;
  }
  onAcknowledgement(listener: (answer: Acknowledgement, command: Command) => void): void {
    this.#listeners.push(listener);
  }

  /** Signs and sends a command; the SPDU is given back for the log. */
  command(target: Target, action: Action, reason?: string): Uint8Array {
    const payload = this.#next(target, action, reason);
    return this.#sender.send(PSID.tmc, payload, this.#options.holder, TO_UNITS);
  }

  /** Signs a command, encrypts it, such as to the certificate of the unit, and sends it if that could be done. */
  commandSealed(target: Target, action: Action, seal: (spdu: Uint8Array) => Addressed, reason?: string): Addressed {
    const payload = this.#next(target, action, reason);
    return this.#sender.sendSealed(PSID.tmc, payload, this.#options.holder, seal, TO_UNITS);
  }

  /** The octets of the next command, whose answer is awaited. */
  #next(target: Target, action: Action, reason: string | undefined): Uint8Array {
    const { world, operator } = this.#options;
    const now = world.clock.now();
    const command: Command = {
      version: 1,
      commandId: Uint8Array.from(world.random.octets(16)),
      target,
      sequence: ++this.#sequence,
      notBefore: toTime64(now),
      notAfter: toTime64(now + LIFETIME_SECONDS * 1e6),
      operator,
      reason,
      action,
    };
    if (this.#awaited.size >= AWAITED) this.#awaited.delete(this.#awaited.keys().next().value!);
    this.#awaited.set(toHex(command.commandId), command);
    return messages.encode({ tag: 'command', value: command });
  }

  /** An acknowledgement counts only if it answers a command of ours, and the unit it was addressed to signed it (E23). */
  #hear(frame: Uint8Array): void {
    const wsm = unwrap(frame);
    if (!wsm.ok || wsm.psid !== PSID.tmc) return;
    const verdict = this.#options.verifier.verify(wsm.data, wsm.psid);
    if (!verdict.ok || verdict.payload.tag !== 'tmc' || verdict.payload.value.tag !== 'acknowledgement') return;
    const answer = verdict.payload.value.value;
    const id = toHex(answer.commandId);
    const command = this.#awaited.get(id);
    if (!command || command.sequence !== answer.sequence) return;
    if (!sameTarget(answer.target, command.target) || !speaksFor(verdict, command.target)) return;
    this.#awaited.delete(id);
    for (const listener of this.#listeners) listener(answer, command);
  }
}

function sameTarget(a: Target, b: Target): boolean {
  return a.id === b.id && (a.region ?? 0) === (b.region ?? 0) && hexOf(a.rsu) === hexOf(b.rsu);
}
const hexOf = (octets: Uint8Array | undefined): string => (octets ? toHex(octets) : '');

/**
 * Whether a signer is the unit of a target. Its SSP places it at the intersection and permits no action: who may command
 * may not say what became of a command.
 */
function speaksFor({ ssp, by }: Accepted, { region, id, rsu }: Target): boolean {
  const rights = tmcRights(ssp);
  if (!rights || rights.actions.octets.some((octet) => octet !== 0)) return false;
  if (rsu && toHex(rsu) !== by.record.id) return false;
  return rights.jurisdictions.some((j) => j.region === (region ?? 0) && id >= j.from && id <= j.to);
}
