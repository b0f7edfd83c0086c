/** Desk and controller together: one step, in the order decision, order, lamps, read-back. */
import type { Micros } from '../src/world.ts';
import type { Controller } from './controller.ts';
import type { Desk } from './desk.ts';
import { phasesIn } from './rings.ts';

/** Seconds: a wish that is not repeated for `deadMan` ends by itself, so a dead desk lets go. */
export const wishTerms = { deadMan: 2, maxPresence: 180 } as const;

export class Service {
  readonly #desk: Desk;
  readonly #controller: Controller;
  #input: number | undefined;

  constructor(desk: Desk, controller: Controller) {
    this.#desk = desk;
    this.#controller = controller;
  }

  step(now: Micros): void {
    const controller = this.#controller;
    const wish = this.#desk.step(controller.readBack(), now);
    if (this.#input !== undefined && this.#input !== wish.preempt?.number) controller.release(this.#input);
    this.#input = wish.preempt?.number;
    if (wish.preempt) controller.preempt(wish.preempt.number, phasesIn(wish.preempt.dwell), wishTerms);
    if (wish.priority) controller.prioritise(phasesIn(wish.priority.phases), wishTerms);
    else controller.endPriority();
    controller.step(now);
  }
}
