/** A controller on simulated time with the monitor watching its lamps. */
import { Controller, type ControllerOptions, limits } from '../../roadside/controller.ts';
import type { LampEvent, TraceEvent } from '../../roadside/executor.ts';
import { Monitor } from '../../roadside/monitor.ts';
import { has, type Phase } from '../../roadside/rings.ts';
import { eight } from './plans.ts';

export class Drive {
  now = 1_000_000_000;
  readonly events: TraceEvent[] = [];
  readonly monitor: Monitor;
  readonly controller: Controller;

  constructor(options: Partial<ControllerOptions> = {}) {
    const { plan = eight, physical = [], local = 'free', recall = [2, 6] } = options;
    this.monitor = new Monitor({ plan, physical, maxPresence: limits.presence, slack: 1 }, this.now);
    const record = (event: TraceEvent) => {
      this.events.push(event);
      this.monitor.see(event);
    };
    this.controller = new Controller({ plan, physical, local, recall, record }, this.now);
  }
  /** Runs for so many seconds in steps of 100 ms; `each` is called before every step. */
  run(seconds: number, each: () => void = () => {}): this {
    for (let i = 0; i < Math.round(seconds * 10); i++) {
      this.now += 100_000;
      each();
      this.controller.step(this.now);
    }
    return this;
  }
  /** Runs until the condition holds; the seconds it took, or undefined when it never did. */
  until(holds: () => boolean, within: number, each: () => void = () => {}): number | undefined {
    for (let i = 0; i <= within * 10; i++) {
      if (holds()) return i / 10;
      this.run(0.1, each);
    }
    return undefined;
  }
  green(phase: Phase): boolean {
    return has(this.controller.readBack().greens, phase);
  }
  lamps(phase: Phase, head: 'vehicle' | 'pedestrian' = 'vehicle'): LampEvent[] {
    return this.events.filter((e): e is LampEvent => e.kind === 'lamp' && e.phase === phase && e.head === head);
  }
}
