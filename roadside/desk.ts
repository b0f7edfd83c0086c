/**
 * The request desk: the table of open requests (NTCIP 1211), who may change a row, when a row ends, and what SSM
 * says of it. It decides; the controller acts; only what is read back from there counts as granted.
 */
import type { Micros } from '../src/world.ts';
import { arbitrate, rank } from './arbitrate.ts';
import { clampImportance, classOf, preempts } from './classes.ts';
import { arrival } from './eta.ts';
import type { DeskOptions } from './policy.ts';
import type { ReadBack } from './readback.ts';
import {
  type DeskAnswer,
  type DeskRefusal,
  type DeskRequest,
  newer,
  type Place,
  type Site,
  type StatusLine,
  sameIntersection,
  vehicleKey,
  type Wish,
} from './request.ts';
import { candidateOf, isLive, isSpent, newRow, nowhere, type Row, refusedRow } from './row.ts';
import { isOpen, type RequestState, statusTable } from './states.ts';

/** Faster than any vehicle on a road, m/s, and the error of two positions, m. */
const fastest = 70;
const jitter = 50;
/** Metres behind the stop line from which a requestor has passed it. */
const passedBy = 5;

export class Desk {
  readonly #options: DeskOptions;
  readonly #rows = new Map<string, Row>();
  /** Who may not come back before when. */
  readonly #locked = new Map<string, Micros>();
  #site: Site;
  #input = 0;
  #leader: string | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#site = options.site;
  }

  /** Whether requests of this role are for preemption, not priority. */
  preempts({ role }: Pick<DeskRequest, 'role'>): boolean {
    return preempts(classOf(this.#options.classes, role));
  }
  /** The MAP was revised: each open request is placed anew, and ends where its lanes are no more (D12). */
  revise(site: Site, now: Micros): void {
    this.#site = site;
    for (const row of this.#rows.values()) {
      if (!isLive(row)) continue;
      const place = site.locate(row.request);
      if ('refused' in place) this.#close(row, 'closedStrategyError', now);
      else row.place = place;
    }
  }

  /** Takes one verified and authorised request. A refusal changes no row; what SSM may say of it is decided here too. */
  receive(request: DeskRequest, read: ReadBack, now: Micros): DeskAnswer {
    const refuse = (reason: DeskRefusal): DeskAnswer => ({ verdict: 'refused', reason });
    if (!sameIntersection(request.intersection, this.#options.intersection)) return refuse('wrongIntersection');
    const requester = `${request.signer} ${vehicleKey(request.vehicle)}`;
    const key = `${requester} ${request.requestID}`;
    const row = this.#rows.get(key);
    const known = row && row.closed === undefined ? row : undefined;
    const { type } = request;
    if (type !== 'priorityRequest' && type !== 'priorityRequestUpdate' && type !== 'priorityCancellation')
      return refuse('unknownType');
    if (!known && type !== 'priorityRequest' && this.#another(request)) return refuse('notTheOpener');
    const { sequenceNumber } = request;
    const last = (known ?? row)?.sequenceNumber;
    if (sequenceNumber !== undefined && last !== undefined && !newer(sequenceNumber, last)) return refuse('notNewer');
    if (type === 'priorityCancellation') {
      if (!row || (row.closed !== undefined && !isSpent(row))) return { verdict: 'nothingToCancel', clamped: false };
      row.sequenceNumber = sequenceNumber ?? row.sequenceNumber;
      this.#close(row, row.served ? 'closedCompleted' : 'closedCanceled', now);
      return { verdict: 'cancelled', clamped: false };
    }
    if (row && isSpent(row)) {
      row.seen = now;
      row.sequenceNumber = sequenceNumber ?? row.sequenceNumber;
      return refuse('maxPresence');
    }
    if (row?.state === 'closedCompleted' && type === 'priorityRequestUpdate') {
      row.seen = now;
      return refuse('completed');
    }
    const klass = classOf(this.#options.classes, request.role);
    const place = this.#site.locate(request);
    const eta =
      'refused' in place ? now : arrival({ ...place, speed: request.speed, claimed: request.claimedEta }, now);
    const reason =
      'refused' in place ? place.refused : this.#objection(request, requester, known, place, eta, read, now);
    if (reason !== undefined) {
      // Shown in SSM for a moment, as long as the table has room for such lines.
      const shown = {
        request,
        sequenceNumber,
        importance: 0,
        place: 'refused' in place ? nowhere : place,
        eta,
        seen: now,
      };
      if (!known && this.#rows.size < this.#options.rows * 2)
        this.#rows.set(key, refusedRow(key, requester, shown, klass, reason));
      return refuse(reason);
    }
    const importance = clampImportance(request.importance, request.importanceCap);
    const clamped = importance !== (request.importance ?? 0) || this.#duration(request) !== (request.duration ?? 0);
    const given = {
      request,
      sequenceNumber: sequenceNumber ?? last,
      importance,
      place: place as Place,
      eta,
      seen: now,
    };
    if (known) Object.assign(known, given);
    else this.#rows.set(key, newRow(key, requester, given, klass));
    return { verdict: known ? 'updated' : 'opened', clamped };
  }

  /** Ends what is over, decides who is served, and reads back who is. Call it with each step of the controller. */
  step(read: ReadBack, now: Micros): Wish {
    const { timeToLive, maxPresence, lead, lowestType, linger } = this.#options;
    for (const row of this.#rows.values()) {
      const silent = now - row.seen >= timeToLive * 1e6;
      if (row.closed !== undefined) {
        if (isSpent(row) ? silent : now - Math.max(row.closed, row.seen) >= linger * 1e6) this.#forget(row, now);
      } else if (read.flash !== 'no' || read.stopTime) this.#close(row, 'closedFlash', now);
      else if (silent) this.#close(row, 'closedTimeToLiveError', now);
      else if (row.active !== undefined && now - row.active >= maxPresence * 1e6)
        this.#close(row, 'closedTimeToLiveError', now);
      else if (row.place.distance < -passedBy) this.#close(row, row.served ? 'closedCompleted' : 'closedCanceled', now);
    }
    for (const [who, until] of this.#locked) if (now >= until) this.#locked.delete(who);
    const rail = read.preempt !== undefined && read.preempt.number < Math.min(...this.#options.inputs);
    const open = [...this.#rows.values()].filter(isLive);
    const decision = arbitrate(open.map(candidateOf), { now, lead, lowestType, rail });
    const leader = decision.preempt?.key ?? decision.priority?.key;
    // Another leader takes the other input, so that the first one's claim ends with it.
    if (decision.preempt && this.#leader !== decision.preempt.key) this.#input = 1 - this.#input;
    if (decision.preempt) this.#leader = decision.preempt.key;
    const number = this.#options.inputs[this.#input]!;
    for (const row of open) {
      row.leads = row.key === leader;
      this.#apply(row, decision.states.get(row.key)!, read, number, now);
    }
    const { preempt, priority } = decision;
    return { preempt: preempt && { number, dwell: preempt.dwell }, priority: priority && { phases: priority.phases } };
  }

  /** What SSM says, best rank first. */
  status(): readonly StatusLine[] {
    const rows = [...this.#rows.values()].sort((a, b) => rank(candidateOf(a), candidateOf(b)));
    return rows.map(({ request, sequenceNumber, eta, state }) => ({
      ...{ vehicle: request.vehicle, requestID: request.requestID, sequenceNumber: sequenceNumber ?? 0 },
      ...{ role: request.role, inbound: request.inbound, outbound: request.outbound },
      ...{ eta, duration: this.#duration(request), state, status: statusTable[state] },
    }));
  }
  /** Who has a request open. */
  get signers(): ReadonlySet<string> {
    return new Set([...this.#rows.values()].filter(isLive).map(({ request }) => request.signer));
  }
  /** Takes back what was opened by an identity that lost its rights: it was revoked, or its root is trusted no longer. */
  withdraw(signer: string, now: Micros): void {
    for (const row of this.#rows.values())
      if (row.request.signer === signer && row.closed === undefined) this.#close(row, 'closedStrategyError', now);
  }

  /** The same vehicle and request, opened by somebody else. */
  #another({ signer, vehicle, requestID }: DeskRequest): boolean {
    const who = vehicleKey(vehicle);
    return [...this.#rows.values()].some(
      ({ request, closed }) =>
        closed === undefined &&
        request.signer !== signer &&
        request.requestID === requestID &&
        vehicleKey(request.vehicle) === who,
    );
  }

  #objection(
    request: DeskRequest,
    requester: string,
    known: Row | undefined,
    place: Place,
    eta: Micros,
    read: ReadBack,
    now: Micros,
  ): DeskRefusal | undefined {
    const { furthestEta, rows, rowsPerSigner, classes } = this.#options;
    if (read.flash !== 'no' || read.stopTime) return 'flash';
    if (eta - now > furthestEta * 1e6) return 'etaTooFar';
    if (known) {
      if (known.request.role !== request.role) return 'roleChanged';
      const { at } = known.place;
      if (!at || !place.at) return undefined;
      const moved = Math.hypot(place.at.east - at.east, place.at.north - at.north);
      return moved > jitter + (fastest * (now - known.seen)) / 1e6 ? 'jumped' : undefined;
    }
    const type = classOf(classes, request.role).type;
    if (this.#locked.has(requester) || this.#locked.has(`class ${type}`)) return 'reserviceLocked';
    const all = [...this.#rows.values()];
    if (all.some((row) => row.requester === requester && isSpent(row))) return 'maxPresence';
    const open = all.filter(isLive);
    if (open.filter((row) => row.request.signer === request.signer).length >= rowsPerSigner) return 'quota';
    if (open.length < rows) return undefined;
    // A full table gives way to a better class, never by taking a row that is active.
    const worst = open
      .filter(({ active }) => active === undefined)
      .sort((a, b) => rank(candidateOf(b), candidateOf(a)))[0];
    if (!worst || worst.class.type <= type) return 'tableFull';
    this.#close(worst, 'closedStrategyError', now);
    return undefined;
  }

  #apply(row: Row, state: RequestState, read: ReadBack, number: number, now: Micros): void {
    if (!isOpen(state)) {
      this.#close(row, state, now);
      return;
    }
    if (state !== 'activeProcessing') row.active = undefined;
    else {
      row.active ??= now;
      const green = (read.greens & row.place.need) === row.place.need;
      // Not what is wished now but what the controller was seen to do, and for these phases.
      const held = preempts(row.class)
        ? read.preempt?.number === number && read.preempt.state === 'dwell'
        : read.preempt === undefined && (read.priority & row.place.need) === row.place.need;
      if (green && held) {
        row.served = true;
        row.state = 'activeNotOverridden';
        return;
      }
    }
    row.state = state;
  }
  #close(row: Row, state: RequestState, now: Micros): void {
    const silent = now - row.seen >= this.#options.timeToLive * 1e6;
    const outstayed = state === 'closedTimeToLiveError' && !silent;
    const lock = row.served && !outstayed;
    row.state = state;
    row.closed = now;
    row.leads = false;
    if (!outstayed) row.active = undefined;
    if (lock) this.#lock(row, now);
  }
  #forget(row: Row, now: Micros): void {
    if (isSpent(row)) this.#lock(row, now);
    this.#rows.delete(row.key);
  }
  /** Reservice: emergency classes are locked one by one, the others as a class (NTCIP 1211). */
  #lock(row: Row, now: Micros): void {
    const { reservice, reserviceElse } = this.#options;
    const { type } = row.class;
    this.#locked.set(type === 1 ? row.requester : `class ${type}`, now + (reservice[type] ?? reserviceElse) * 1e6);
  }
  #duration({ duration }: DeskRequest): number {
    const most = this.#options.longestService * 1000;
    return duration === undefined || !(duration >= 0) ? 0 : Math.min(duration, most);
  }
}
