/**
 * The P2PCD entity of a station (clause 8): hears of what is missing here and of what others ask for, adds to the headers
 * of what is sent, and sends and takes responses. It is the `peer` of a Verifier or Pipeline and the `addTo` of a Sender.
 */
import type { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import { Rate } from '../rate.ts';
import type { Additions } from '../secure/sender.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Revocations } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Parsed } from '../verify/parse.ts';
import type { Peer } from '../verify/peer.ts';
import {
  type Clock,
  type Log,
  type Meter,
  type Radio,
  type Random,
  silent,
  type Timers,
  unmeasured,
} from '../world.ts';
import type { Context } from './context.ts';
import { Inline } from './inline.ts';
import { lackOf } from './lack.ts';
import { Learner } from './learner.ts';
import { Tally } from './metrics.ts';
import { MissingTable } from './missing.ts';
import { decodeResponse } from './pdu.ts';
import { type Policy, usual } from './policy.ts';
import { requestsOf } from './request.ts';
import { flavorOf, Requester } from './requester.ts';
import { Responder } from './responder.ts';

export interface EntityOptions {
  readonly world: {
    readonly clock: Clock;
    readonly timers: Timers;
    readonly radio: Radio;
    readonly random: Random;
  };
  /** Where certificates are missing, learned and given from: the one the verifier has. */
  readonly store: TrustStore;
  readonly revocations?: Revocations;
  readonly policy?: Partial<Policy>;
  readonly meter?: Meter;
  readonly log?: Log;
}

/** Octets that the requests in one header take at most, with its bitmap of extensions. */
const REQUEST_OCTETS = 96;

export class P2pcdEntity implements Peer {
  /** PSID of the WSMs that are for `receive`. */
  readonly psid: number;
  readonly #context: Context;
  readonly #missing: MissingTable;
  readonly #requester: Requester;
  readonly #responder: Responder;
  readonly #inline: Inline;
  readonly #learner: Learner;
  /** Of responses that are opened. */
  readonly #opened: Rate;

  /** Throws a RangeError where a rate of the policy is less than one a second. */
  constructor({ world, store, revocations, policy: some, meter = unmeasured, log = silent }: EntityOptions) {
    const policy = { ...usual, ...some };
    const { clock, timers, radio, random } = world;
    const tally = new Tally(meter, log);
    const responses = new Rate(clock, policy.responsesPerSecond);
    const context = { policy, clock, timers, radio, random, store, revocations, tally, responses };
    this.psid = policy.psid;
    this.#context = context;
    this.#missing = new MissingTable(context);
    this.#requester = new Requester(context, this.#missing);
    this.#responder = new Responder(context);
    this.#inline = new Inline(context);
    this.#learner = new Learner(context, this.#missing);
    this.#opened = new Rate(clock, policy.openedPerSecond);
    tally.gauge('missing', () => this.#missing.size);
    tally.gauge('observed', () => this.#requester.observed);
    tally.gauge('waiting', () => this.#learner.waiting);
    tally.gauge('refused', () => this.#learner.refused);
    tally.gauge('responses', () => this.#responder.active + this.#inline.active);
  }

  /** The requests and the certificate of an SPDU, whoever signed it. Never throws. */
  heard({ psid, header }: Parsed): void {
    const { requestedCertificate } = header;
    if (requestedCertificate) {
      this.#inline.heard(psid, requestedCertificate.octets);
      if (this.#opens(false)) this.#learner.take([requestedCertificate], 'inline');
    }
    if (!header.p2pcdLearningRequest && !header.inlineP2pcdRequest && !header.contributedExtensions) return;
    this.#answer(psid, header);
  }

  #answer(psid: number, header: HeaderInfo): void {
    const { policy, tally } = this.#context;
    if (flavorOf(policy, psid) === 'none') return;
    const { requests, more } = requestsOf(header, policy.inlineLimit);
    if (more) tally.dropped('listTooLong');
    for (const { form, id } of requests) {
      tally.requested('heard', form);
      this.#requester.observe(id);
      if (form === 'inline') this.#inline.asked(psid, id);
      else this.#responder.asked(id);
    }
  }

  /** An SPDU that could not be verified for want of a certificate. Never throws. */
  lacking(spdu: Parsed): void {
    const { policy, store } = this.#context;
    const flavor = flavorOf(policy, spdu.psid);
    if (flavor === 'none') return;
    const lack = lackOf(store.crypto, spdu);
    // Out of band there are CA certificates only; an end entity sends its own often enough.
    if (!lack || (lack.kind === 'endEntity' && flavor !== 'inline')) return;
    const id = this.#learner.wanted(lack.id);
    if (id !== undefined) this.#missing.need(id, lack.kind, spdu.psid);
  }

  /** Takes the data of a WSM under `psid`. Never throws. */
  receive(data: Uint8Array): void {
    if (!this.#opens(this.#responder.waits)) return;
    const list = decodeResponse(data);
    const [first] = list ?? [];
    if (!list || !first) this.#context.tally.dropped('malformed');
    else {
      this.#responder.heard(first.octets);
      this.#learner.take(list, 'outOfBand');
    }
  }

  /** Whether a response is to be opened: it may matter, and the rate allows it. */
  #opens(counts: boolean): boolean {
    const matters = counts || this.#missing.size > 0;
    const opens = matters && this.#opened.take();
    if (!opens) this.#context.tally.dropped(matters ? 'openedRate' : 'unneeded');
    return opens;
  }

  /** For a Sender: what its next SPDU asks, and answers. Never throws. */
  readonly addTo = (psid: number, signer: CertificateRecord, room: number): Additions | undefined => {
    const whole = this.#inline.whole(psid, signer);
    if (room < REQUEST_OCTETS) return whole ? { header: {}, whole } : undefined;
    const asked = this.#requester.next(psid);
    const given = this.#inline.next(psid, room - REQUEST_OCTETS);
    if (!asked && !given && !whole) return undefined;
    const requestedCertificate = given && { value: given.value, octets: given.octets };
    return { header: { ...asked, ...(given && { requestedCertificate }) }, whole };
  };
}
