/**
 * The keys a receiver can open encrypted SPDUs with, found by recipientId: of its certificates, of requests whose answers
 * are on their way, and those it shares with others. What comes in encrypted changes nothing here.
 */
import { coer } from '../../asn1/coer.ts';
import type { EncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { type EncryptedData, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { sentence } from '../../asn1/malformed.ts';
import { same } from '../crypto/digest.ts';
import type { KeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { Rate } from '../rate.ts';
import { encryptionPoint } from '../trust/point.ts';
import { canonicalSpdu } from '../trust/signed.ts';
import type { Clock, Micros } from '../world.ts';
import { namesOf, type Patience, type Reader, search, USUAL } from './decrypt.ts';
import { encryptionKey } from './encrypt.ts';
import { type Unopened, unopened } from './result.ts';

/** A key in the ring: the handle to forget it by, and what tells which key opened an SPDU. */
export interface Held {
  /** The first moment it opens nothing any more. */
  readonly until: Micros;
}
/** Held for the answers to one request. */
export interface Response extends Held {
  /** For `encryptionKey` in the header of the request (6.3.9). */
  readonly encryptionKey: EncryptionKey;
}

export interface RingOptions {
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
  readonly clock: Clock;
  /** Keys of responses held at a time; one more puts the oldest out. */
  readonly responses?: number;
  readonly patience?: Patience;
  /**
   * Entries tried a second, over all SPDUs, 400 where nothing is said: anybody who hears our id can write it, and one
   * costs about two signature checks, here and now. Beyond them SPDUs stay closed as `busy`.
   */
  readonly trialsPerSecond?: number;
}

/** The key of a response is two readers once it is bound to its request. */
type Owned = Reader & { readonly held: Held };
const spdus = coer(Ieee1609Dot2Data);

export class KeyRing {
  readonly #options: RingOptions;
  readonly #limit: number;
  readonly #patience: Patience;
  readonly #trials: Rate;
  readonly #byName = new Map<string, Owned[]>();
  readonly #held = new Map<Held, Owned[]>();
  readonly #responses = new Set<Held>();

  constructor(options: RingOptions) {
    this.#options = options;
    this.#limit = options.responses ?? 64;
    this.#patience = options.patience ?? USUAL;
    this.#trials = new Rate(options.clock, options.trialsPerSecond ?? 400);
    const { recipients, trials } = this.#patience;
    if (!(recipients >= 8)) throw new RangeError(`At least 8 recipients have to be taken (6.3.31), not ${recipients}.`);
    if (!(trials >= 1 && this.#limit >= 1))
      throw new RangeError(`A key ring without trials or responses opens nothing.`);
  }

  /** Keys held now. */
  get size(): number {
    this.#expire();
    return this.#held.size;
  }

  /** Holds a key until a time, or until it is forgotten. A RangeError where a certificate states another key. */
  hold(reader: Reader, until: Micros = Infinity): Held {
    const { crypto } = this.#options;
    if (reader.as === 'shared' && reader.secret.length !== 16)
      throw new RangeError(`A shared key has 16 octets, not ${reader.secret.length}.`);
    if (reader.as === 'certificate') {
      const stated = reader.certificate.tbs.encryptionKey;
      const point = stated && encryptionPoint(crypto, stated.publicKey);
      if (point?.curve !== reader.key.curve || !same(point.octets, reader.key.public))
        throw new RangeError(`The key is not the encryption key of ${reader.certificate.id}.`);
    }
    const held = { until };
    this.#keep(held, reader);
    return held;
  }

  /** A new key for the answers to one request, which come within `seconds`. */
  respond(seconds: number): Response {
    const { keys, clock } = this.#options;
    this.#expire();
    if (this.#responses.size >= this.#limit) this.forget(this.#responses.values().next().value!);
    const key = keys.generate('P-256');
    const own = encryptionKey('P-256', key.public);
    const until = clock.now() + seconds * 1e6;
    const response: Response = { until, encryptionKey: { tag: 'public', value: own } };
    this.#keep(response, { as: 'key', public: own, key });
    this.#responses.add(response);
    return response;
  }

  /**
   * Tells which SPDU the key of a response went out in, so that an answer may name it by that (signedDataRecipInfo). A
   * RangeError where the octets are no signed SPDU. Does nothing for a key that is forgotten.
   */
  bind(response: Response, spdu: Uint8Array): void {
    const { crypto } = this.#options;
    const canonical = canonicalSpdu(spdu);
    if (canonical === undefined) throw new RangeError('A response key goes out in a signed SPDU, and this is none.');
    const [reader] = this.#held.get(response) ?? [];
    if (reader?.as !== 'key') return;
    this.#keep(response, { as: 'signed', hash: crypto.hash('sha256', canonical.octets), key: reader.key });
  }

  /** For a key of a response when its answer was accepted: not sooner, as anybody can encrypt to it. */
  forget(held: Held): void {
    for (const reader of this.#held.get(held) ?? [])
      for (const name of namesOf(this.#options.crypto, reader)) {
        const left = (this.#byName.get(name) ?? []).filter((r) => r.held !== held);
        if (left.length > 0) this.#byName.set(name, left);
        else this.#byName.delete(name);
      }
    this.#held.delete(held);
    this.#responses.delete(held);
  }

  /** Sec-EncryptedDataDecryption: octets of an Ieee1609Dot2Data with encryptedData to what was encrypted. Never throws. */
  open(octets: Uint8Array): Unlocked {
    const got = spdus.decode(octets);
    if (!got.ok) return unopened('invalidInput', sentence(got.malformed), '6.3.2');
    const { content } = got.value;
    if (content.tag === 'encryptedData') return this.decrypt(content.value);
    return unopened('invalidInput', `content ${content.tag} is not encrypted`, '5.3.4', {
      ...{ field: 'content', found: content.tag, allowed: 'encryptedData' },
    });
  }

  /** `open` for data that is decoded already. */
  decrypt(data: EncryptedData): Unlocked {
    this.#expire();
    const got = search(
      this.#options,
      data,
      (name) => this.#byName.get(name) ?? [],
      this.#patience,
      () => this.#trials.take(),
    );
    return got.ok ? { ok: true, plaintext: got.plaintext, by: got.reader.held } : got;
  }

  #keep(held: Held, reader: Reader): void {
    this.#expire();
    const owned: Owned = { ...reader, held };
    this.#held.set(held, [...(this.#held.get(held) ?? []), owned]);
    for (const name of namesOf(this.#options.crypto, reader))
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), owned]);
  }
  #expire(): void {
    const now = this.#options.clock.now();
    for (const held of this.#held.keys()) if (held.until <= now) this.forget(held);
  }
}

export type Unlocked = { readonly ok: true; readonly plaintext: Uint8Array; readonly by: Held } | Unopened;
