/** Whose requests are open, and whether they may still ask for them: a signal is not held for who is trusted no longer. */
import type { Established } from '../src/trust/chain.ts';
import type { Micros } from '../src/world.ts';
import type { Desk } from './desk.ts';

export class Rights {
  readonly #desk: Desk;
  readonly #asking = new Map<string, Established>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The desk has heard a request of this signer. */
  asked(by: Established): void {
    this.#asking.set(by.record.id, by);
  }
  /** Takes back what is open of those who have lost their rights; forgets who has nothing open. */
  withdraw(lost: (by: Established) => boolean, now: Micros): void {
    if (this.#asking.size === 0) return;
    const open = this.#desk.signers;
    for (const [signer, by] of this.#asking) {
      if (open.has(signer)) {
        if (!lost(by)) continue;
        this.#desk.withdraw(signer, now);
      }
      this.#asking.delete(signer);
    }
  }
}
