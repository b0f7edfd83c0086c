/** Counts what a run is judged by. Simulated facts only: no clock, no processor has a say in it. */

import { toHex } from '../asn1/hex.ts';
import { type StatusLine, vehicleKey } from '../roadside/request.ts';
import type { Outcome } from '../roadside/unit.ts';

export const ATTACKS = [
  'replay',
  'forgedRole',
  'selfMadeCertificate',
  'tamperedPayload',
  'revokedVehicle',
  'forgedCommand',
] as const;
export type Attack = (typeof ATTACKS)[number];
export interface Tries {
  tried: number;
  granted: number;
}

export class Tally {
  readonly refused = new Map<string, number>();
  readonly messages = new Map<string, number>();
  readonly attacks = new Map<Attack, Tries>(ATTACKS.map((a) => [a, { tried: 0, granted: 0 }]));
  readonly #granted = new Set<string>();
  readonly #hostile = new Map<string, Attack>();
  /** SPDUs that the roadside unit judged. */
  judged = 0;

  /** Requests that SSM called granted, each once. */
  get granted(): number {
    return this.#granted.size;
  }
  message(kind: string): void {
    add(this.messages, kind);
  }
  /** An attacker sends this frame: whatever the unit makes of it from now on is that attack's. */
  attack(kind: Attack, frame: Uint8Array): void {
    this.attacks.get(kind)!.tried++;
    this.#hostile.set(toHex(frame), kind);
  }
  /** What the roadside unit made of a frame; returns the attack it was part of. */
  outcome(outcome: Outcome, frame: Uint8Array): Attack | undefined {
    this.judged++;
    for (const reason of reasonsOf(outcome)) add(this.refused, reason);
    const attack = this.#hostile.get(toHex(frame));
    if (attack && tookEffect(outcome)) this.attacks.get(attack)!.granted++;
    return attack;
  }
  status(lines: readonly StatusLine[]): void {
    for (const l of lines) if (l.status === 'granted') this.#granted.add(`${vehicleKey(l.vehicle)} ${l.requestID}`);
  }
}

/** Why a frame, or a request in it, was turned down; none where nothing was. */
function reasonsOf(outcome: Outcome): string[] {
  switch (outcome.kind) {
    case 'dropped':
      return ['dropped'];
    case 'refused':
      return [outcome.result];
    case 'unauthorised':
      return [outcome.reason];
    case 'request':
      return outcome.answers.flatMap((a) => (a.verdict === 'refused' ? [a.reason] : []));
    case 'order':
      return outcome.result.startsWith('rejected') ? [outcome.result] : [];
    case 'heard':
    case 'p2pcd':
      return [];
  }
}

/** Whether the unit took a frame for genuine and did anything for it; being believed is enough. */
function tookEffect(outcome: Outcome): boolean {
  if (outcome.kind === 'request') return outcome.answers.some((a) => a.verdict !== 'refused');
  if (outcome.kind === 'order') return !outcome.result.startsWith('rejected');
  return outcome.kind === 'heard';
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
