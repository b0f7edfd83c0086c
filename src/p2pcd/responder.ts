/** Answers to requests out of band (8.2.4): after a random time, unless others have answered by then. */

import { LONGEST_WSM, wrap } from '../net/wsm.ts';
import type { Established } from '../trust/chain.ts';
import type { Micros } from '../world.ts';
import type { Context } from './context.ts';
import { giveable, isSame } from './give.ts';
import { encodeResponse } from './pdu.ts';

interface Response {
  readonly of: Established;
  readonly until: Micros;
  /** Its backoff is not over. */
  waits: boolean;
  /** Responses of others with the same certificate. */
  heard: number;
}

export class Responder {
  readonly #context: Context;
  readonly #active = new Map<string, Response>();

  constructor(context: Context) {
    this.#context = context;
  }
  /** Responses under way, or just made. */
  get active(): number {
    return this.#active.size;
  }
  /** Whether what others answer matters. */
  get waits(): boolean {
    for (const { waits } of this.#active.values()) if (waits) return true;
    return false;
  }

  /** Somebody asked for the certificate of this HashedId3 or HashedId8. Who, and whether they may, nobody checks: hence the limits. */
  asked(id: string): void {
    for (const c of giveable(this.#context, id)) this.#begin(c);
  }

  /**
   * A response of somebody else. Only one with the very certificate counts: a PDU is not signed, and three forged ones
   * would be enough to silence all.
   */
  heard(octets: Uint8Array): void {
    for (const response of this.#active.values())
      if (response.waits && isSame(response.of.record, octets)) response.heard++;
  }

  #begin(of: Established): void {
    const { policy, clock, timers, random, tally } = this.#context;
    const now = clock.now();
    for (const [id, { until, waits }] of this.#active) if (!waits && until <= now) this.#active.delete(id);
    const { id } = of.record;
    if (this.#active.has(id)) tally.dropped('responseActive');
    else if (this.#active.size >= policy.responseLimit) tally.dropped('responsesFull');
    else {
      const response = { of, until: now + policy.responseActiveSeconds * 1e6, waits: true, heard: 0 };
      this.#active.set(id, response);
      const [a, b] = random.octets(2);
      const share = (a! * 256 + b!) / 65_536;
      timers.after(share * policy.maxResponseBackoffSeconds, () => this.#end(response));
    }
  }

  #end(response: Response): void {
    const { policy, radio, store, tally, responses } = this.#context;
    response.waits = false;
    const pdu = fitting(response.of, policy.chainLimit);
    if (response.heard >= policy.responseCountThreshold) tally.dropped('enoughResponses');
    else if (!store.trusts(response.of)) tally.dropped('notHeld');
    else if (!pdu) tally.dropped('responseTooLong');
    else if (!responses.take()) tally.dropped('responseRate');
    else {
      radio.send(wrap(policy.psid, pdu));
      tally.responded('outOfBand');
    }
  }
}

/** The certificate and its issuers below the anchor, as many as there is room for. */
function fitting(of: Established, limit: number): Uint8Array | undefined {
  const chain = [of, ...of.above].filter((c) => c.above.length > 0).map((c) => c.record);
  for (let count = Math.min(chain.length, limit); count > 0; count--) {
    const pdu = encodeResponse(chain.slice(0, count));
    if (pdu.length <= LONGEST_WSM) return pdu;
  }
  return undefined;
}
