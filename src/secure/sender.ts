/** Signs, encrypts where asked to, frames and sends: which messages carry the whole certificate and which only its digest is decided here. */
import type { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import type { KeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { LONGEST_WSM, wrap } from '../net/wsm.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Holder } from '../trust/issue.ts';
import type { Clock, Micros, Radio } from '../world.ts';
import type { Addressed } from './address.ts';
import { signSpdu } from './sign.ts';

/** A receiver that just came into range waits no longer than this for a certificate (vMaxCertDigestInterval). */
const CERTIFICATE_EVERY_SECONDS = 0.45;

export interface SendOptions {
  /** Attach the certificate whatever was sent before: a request or a command has to stand on its own. */
  readonly whole?: boolean;
  readonly expirySeconds?: number;
  /** More header fields, such as a key for the answer. */
  readonly header?: Partial<HeaderInfo>;
}

/** What an SPDU says beside its payload: questions to other stations, and answers to theirs. */
export interface Additions {
  readonly header: Partial<HeaderInfo>;
  /** Somebody asked for the signer's certificate itself. */
  readonly whole: boolean;
}
/** Asked once for each SPDU that is sent; `room` octets are left in it, whole certificate included. May not throw. */
export type AddTo = (psid: number, signer: CertificateRecord, room: number) => Additions | undefined;

/** What an SPDU takes beside payload, certificate and additions, at most: headers, lengths and a signature. */
const FRAME_OCTETS = 256;

export class Sender {
  readonly #world: {
    readonly clock: Clock;
    readonly radio: Radio;
    readonly crypto: CryptoProvider;
    readonly keys: KeyStore;
  };
  readonly #addTo: AddTo | undefined;
  readonly #attached = new Map<string, Micros>();

  constructor(
    world: {
      readonly clock: Clock;
      readonly radio: Radio;
      readonly crypto: CryptoProvider;
      readonly keys: KeyStore;
    },
    addTo?: AddTo,
  ) {
    this.#world = world;
    this.#addTo = addTo;
  }

  /** Sends a payload under a PSID; the octets of the SPDU are given back. */
  send(psid: number, payload: Uint8Array, by: Holder, options: SendOptions = {}): Uint8Array {
    const room = LONGEST_WSM - FRAME_OCTETS - payload.length - by.record.octets.length;
    const added = room > 0 ? this.#addTo?.(psid, by.record, room) : undefined;
    const spdu = this.#sign(psid, payload, by, options, added);
    this.#world.radio.send(wrap(psid, spdu));
    return spdu;
  }

  /**
   * Signs a payload, encrypts the signed SPDU, such as by `encryptTo`, and sends what comes out, under the same PSID.
   * Nothing is sent where it cannot be encrypted to all.
   */
  sendSealed(
    psid: number,
    payload: Uint8Array,
    by: Holder,
    seal: (spdu: Uint8Array) => Addressed,
    options: SendOptions = {},
  ): Addressed {
    // Whoever opens it may never have heard this signer in the clear.
    const sealed = seal(this.#sign(psid, payload, by, { ...options, whole: true }));
    if (sealed.ok) this.#world.radio.send(wrap(psid, sealed.octets));
    return sealed;
  }

  /** `added` for SPDUs in the clear only: what is encrypted nobody else could answer, and it has less room. */
  #sign(psid: number, payload: Uint8Array, by: Holder, options: SendOptions, added?: Additions): Uint8Array {
    const { clock, crypto, keys } = this.#world;
    const now = clock.now();
    const whole = options.whole || added?.whole || this.#due(psid, by, now);
    return signSpdu({
      crypto,
      keys,
      key: by.key,
      psid,
      payload,
      generationTime: now,
      expiryTime: options.expirySeconds === undefined ? undefined : now + options.expirySeconds * 1e6,
      signer: { form: whole ? 'certificate' : 'digest', certificate: by.record },
      header: { ...added?.header, ...options.header },
    });
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
