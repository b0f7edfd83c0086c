/** What a unit says in SSM, and when: the answers of its desk, and that it rejected who may not ask. */
import type { SignalStatusMessage } from '../asn1/j2735/ssm.ts';
import type { Micros } from '../src/world.ts';
import { type DeskRequest, type IntersectionID, type StatusLine, vehicleKey } from './request.ts';
import { ssmOf } from './ssm.ts';

/** Lines for requests nobody may make: few, short, and no answer to who is not authenticated. */
const REJECTED_LINES = 8;
const REJECTED_SECONDS = 3;

export class Notice {
  readonly #intersection: IntersectionID;
  readonly #rejected = new Map<string, { readonly line: StatusLine; readonly until: Micros }>();
  #sequence = 0;
  #shown = '';

  constructor(intersection: IntersectionID) {
    this.#intersection = intersection;
  }

  /** Says for a while that this request was rejected, where there is room for one more. */
  reject(request: DeskRequest, now: Micros): void {
    const key = `${request.signer} ${request.requestID}`;
    if (!this.#rejected.has(key) && this.#rejected.size >= REJECTED_LINES) return;
    const { vehicle, requestID, inbound, outbound, role } = request;
    const sequenceNumber = request.sequenceNumber ?? 0;
    const rest = { eta: now, duration: 0, state: 'closedStrategyError', status: 'rejected' } as const;
    this.#rejected.set(key, {
      line: { vehicle, requestID, sequenceNumber, role, inbound, outbound, ...rest },
      until: now + REJECTED_SECONDS * 1e6,
    });
  }

  /**
   * What is to be sent now, with what the desk says of its requests: at once when an answer changed; if not, where it is
   * `due`, as long as there is anything to say.
   */
  next(said: readonly StatusLine[], now: Micros, due: boolean): SignalStatusMessage | undefined {
    for (const [key, { until }] of this.#rejected) if (until <= now) this.#rejected.delete(key);
    // What the desk says of a request stands, whoever else asks under the same name.
    const known = new Set(said.map(requestOf));
    const rejected = [...this.#rejected.values()].map(({ line }) => line).filter((line) => !known.has(requestOf(line)));
    const lines = [...said, ...rejected];
    const shown = JSON.stringify(lines.map((l) => [l.vehicle, l.requestID, l.sequenceNumber, l.status]));
    if (!due && shown === this.#shown) return undefined;
    if (shown !== this.#shown) this.#sequence++;
    this.#shown = shown;
    return ssmOf(this.#intersection, lines, this.#sequence, now);
  }
}

const requestOf = ({ vehicle, requestID }: StatusLine): string => `${vehicleKey(vehicle)} ${requestID}`;
