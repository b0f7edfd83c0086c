/** Whose requests are open, and whether they may still ask for them: a signal is not held for who is trusted no longer. */
import type { Established } from '../src/trust/chain.ts';
import type { Micros } from '../src/world.ts';
import type { Desk } from './desk.ts';

export class Rights {
  readonly #desk: Desk;
  readonly #lost: (by: Established) => boolean;
  readonly #asking = new Map<string, Established>();

  constructor(desk: Desk, lost: (by: Established) => boolean) {
    this.#desk = desk;
    this.#lost = lost;
  }

  /** The desk has heard a request of this signer. */
  asked(by: Established): void {
    this.#asking.set(by.record.id, by);
  }
  /** Takes back what is open of those who have lost their rights; forgets who has nothing open. */
  step(now: Micros): void {
    if (this.#asking.size === 0) return;
    const open = this.#desk.signers;
    for (const [signer, by] of this.#asking) {
      const lost = open.has(signer) && this.#lost(by);
      if (lost) this.#desk.withdraw(signer, now);
      if (lost || !open.has(signer)) this.#asking.delete(signer);
    }
  }
}
