/** When to ask for a certificate that is missing here, and in which field of which SPDU (8.2.4, 6.3.9). */
import { fromHex } from '../../asn1/hex.ts';
import { contribute, IEEE_1609 } from '../../asn1/ieee1609dot2/contributed.ts';
import type { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import type { Micros } from '../world.ts';
import type { Context } from './context.ts';
import type { Form } from './metrics.ts';
import type { Missing, MissingTable } from './missing.ts';
import { Oldest } from './oldest.ts';
import type { Flavor, Policy } from './policy.ts';

/** How messages of an application ask. */
export const flavorOf = ({ flavors, flavor }: Policy, psid: number): Flavor => flavors[psid] ?? flavor;
const id3Of = (id: string): string => id.slice(-6);

export class Requester {
  readonly #context: Pick<Context, 'policy' | 'clock' | 'store' | 'tally'>;
  readonly #missing: MissingTable;
  /** HashedId3 to when somebody else asked. */
  readonly #observed: Oldest<Micros>;

  constructor(context: Pick<Context, 'policy' | 'clock' | 'store' | 'tally'>, missing: MissingTable) {
    this.#context = context;
    this.#missing = missing;
    this.#observed = new Oldest(context.policy.observedLimit, () => context.tally.dropped('observedFull'));
  }
  get observed(): number {
    return this.#observed.size;
  }

  /** Somebody else asked for a certificate: the answer will be for us as well. */
  observe(id: string): void {
    this.#expire();
    this.#observed.put(id3Of(id), this.#context.clock.now());
  }

  /**
   * What the next SPDU of `psid` asks. A request by three octets goes with the application whose SPDU needed the
   * certificate; by eight it may go with any. p2pcdLearningRequest and inlineP2pcdRequest never come together.
   */
  next(psid: number): Partial<HeaderInfo> | undefined {
    if (this.#missing.size === 0) return undefined;
    this.#expire();
    const { policy } = this.#context;
    const flavor = flavorOf(policy, psid);
    const header: { -readonly [F in keyof HeaderInfo]?: HeaderInfo[F] } = {};
    if (flavor === 'outOfBand') {
      const [id] = this.#take(1, 'learning', (m) => m.psid === psid && m.kind === 'authority');
      if (id) header.p2pcdLearningRequest = fromHex(id3Of(id));
    } else if (flavor === 'inline') {
      const ids = new Set(this.#take(policy.inlineLimit, 'inline', (m) => m.psid === psid).map(id3Of));
      if (ids.size > 0) header.inlineP2pcdRequest = [...ids].map(fromHex);
    }
    if (policy.anyMessage) {
      const others = (m: Missing): boolean =>
        m.psid !== psid && m.kind === 'authority' && flavorOf(policy, m.psid) !== 'none';
      const [id] = this.#take(1, 'eightOctet', others);
      if (id)
        header.contributedExtensions = [
          contribute(IEEE_1609, [{ tag: 'p2pcd8ByteLearningRequest', value: fromHex(id) }]),
        ];
    }
    return Object.keys(header).length > 0 ? header : undefined;
  }

  /** HashedId8 of those to ask for now: needed more than once before others, then not asked for longest. */
  #take(count: number, form: Form, suits: (missing: Missing) => boolean): string[] {
    const ready: Missing[] = [];
    for (const m of [...this.#missing.all()]) if (suits(m) && this.#isReady(m)) ready.push(m);
    const asked = (m: Missing): number => m.askedAt ?? 0;
    const rank = (m: Missing): number => (m.again ? 0 : 1);
    ready.sort((a, b) => rank(a) - rank(b) || asked(a) - asked(b));
    const chosen = ready.slice(0, count);
    for (const { id } of chosen) {
      this.#context.tally.requested('own', form);
      this.#asked(id, form);
    }
    return chosen.map(({ id }) => id);
  }

  #isReady(m: Missing): boolean {
    const { policy, clock, store } = this.#context;
    const now = clock.now();
    if (store.find(m.id8).length + store.issuers(m.id8).length > 0) {
      this.#missing.delete(m.id);
      return false;
    }
    if (now < m.restsUntil) return false;
    if (m.askedAt !== undefined && now - m.askedAt < policy.requestActiveSeconds * 1e6) return false;
    if (this.#observed.get(id3Of(m.id)) === undefined) return true;
    // Nobody looked at the signature of what was observed. Once between two requests of ours it holds them back, and not
    // for longer than it may: or who asks again and again, where others do not hear it, would have us never ask.
    m.heldAt ??= now;
    return now - m.heldAt >= policy.observedRequestSeconds * 1e6;
  }

  /** Three octets ask for every certificate that ends so. */
  #asked(id: string, form: Form): void {
    const { policy, clock, tally } = this.#context;
    const now = clock.now();
    for (const m of this.#missing.all()) {
      if (form === 'eightOctet' ? m.id !== id : id3Of(m.id) !== id3Of(id)) continue;
      m.askedAt = now;
      m.heldAt = undefined;
      if (++m.asks < policy.requestLimit) continue;
      m.asks = 0;
      m.restsUntil = now + policy.restSeconds * 1e6;
      tally.dropped('unanswered', `nobody gave ${m.id} in ${policy.requestLimit} requests`);
    }
  }

  #expire(): void {
    const since = this.#context.clock.now() - this.#context.policy.observedRequestSeconds * 1e6;
    this.#observed.expire((at) => at <= since);
  }
}
