/** Signs, frames and sends: which messages carry the whole certificate and which only its digest is decided here. */
import type { KeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { wrap } from '../net/wsm.ts';
import type { Holder } from '../trust/issue.ts';
import type { Clock, Micros, Radio } from '../world.ts';
import { signSpdu } from './sign.ts';

/** A receiver that just came into range waits no longer than this for a certificate (vMaxCertDigestInterval). */
const CERTIFICATE_EVERY_SECONDS = 0.45;

export interface SendOptions {
  /** Attach the certificate whatever was sent before: a request or a command has to stand on its own. */
  readonly whole?: boolean;
  readonly expirySeconds?: number;
}

export class Sender {
  readonly #world: {
    readonly clock: Clock;
    readonly radio: Radio;
    readonly crypto: CryptoProvider;
    readonly keys: KeyStore;
  };
  readonly #attached = new Map<string, Micros>();

  constructor(world: {
    readonly clock: Clock;
    readonly radio: Radio;
    readonly crypto: CryptoProvider;
    readonly keys: KeyStore;
  }) {
    this.#world = world;
  }

  /** Sends a payload under a PSID; the octets of the SPDU are given back. */
  send(psid: number, payload: Uint8Array, by: Holder, options: SendOptions = {}): Uint8Array {
    const { clock, radio, crypto, keys } = this.#world;
    const now = clock.now();
    const spdu = signSpdu({
      crypto,
      keys,
      key: by.key,
      psid,
      payload,
      generationTime: now,
      expiryTime: options.expirySeconds === undefined ? undefined : now + options.expirySeconds * 1e6,
      signer: { form: options.whole || this.#due(psid, by, now) ? 'certificate' : 'digest', certificate: by.record },
    });
    radio.send(wrap(psid, spdu));
    return spdu;
  }

  #due(psid: number, by: Holder, now: Micros): boolean {
    const key = `${psid}/${by.record.id}`;
    const last = this.#attached.get(key);
    if (last !== undefined && now - last < CERTIFICATE_EVERY_SECONDS * 1e6) return false;
    // A pseudonym that is not used any more leaves no trace here.
    if (this.#attached.size > 64) this.#attached.clear();
    this.#attached.set(key, now);
    return true;
  }
}
