/** A packet that was screened and has no verdict yet: it waits in a lane, or its signature is being checked. */
import type { Micros } from '../world.ts';
import { Waiting } from './lane.ts';
import type { Screened } from './screen.ts';
import type { Room } from './signature.ts';

export class Packet<C> extends Waiting {
  readonly context: C;
  readonly lane: string;
  readonly offeredAt: Micros;
  spdu: Screened;
  /** Ends listening to the signal it was offered with. */
  unlisten: (() => void) | undefined;
  /** While its signature is checked. */
  room: Room | undefined;
  /** Whether its check began in the call that is at work. */
  starting = false;
  constructor(name: string, lane: string, spdu: Screened, context: C) {
    super(name, Math.min(spdu.generated ?? spdu.heardAt, spdu.heardAt));
    this.context = context;
    this.lane = lane;
    this.offeredAt = spdu.heardAt;
    this.spdu = spdu;
  }
}
