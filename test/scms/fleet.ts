/** A credential service with a clock that tests move, and devices enrolled in it. */
import type { PsidSspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { authoritiesOf } from '../../src/enrol/authorities.ts';
import type { Client } from '../../src/enrol/batch.ts';
import { enrol } from '../../src/enrol/enrol.ts';
import type { Tools } from '../../src/scms/envelope.ts';
import { PERIOD_SECONDS, periodStart } from '../../src/scms/period.ts';
import type { Answer } from '../../src/scms/role.ts';
import { createService, type Service, type ServiceOptions } from '../../src/scms/service.ts';
import { silent } from '../../src/world.ts';

export const crypto = openssl;
/** A period to begin in, and Micros in the middle of it. */
export const I = 600;
export const middle = (i: number) => (periodStart(i) + PERIOD_SECONDS / 2) * 1e6;

/** What went over one line between two roles. */
export interface Crossing {
  readonly role: string;
  readonly call: string;
  readonly asked: Uint8Array;
  readonly answered: Answer<Uint8Array>;
}

export class Fleet {
  readonly clock = { micros: middle(I), now: () => this.clock.micros };
  readonly random;
  readonly crossings: Crossing[] = [];
  service!: Service;

  readonly #crypto: CryptoProvider;

  constructor(seed: string, with_: CryptoProvider = crypto) {
    this.random = seededRandom(seed);
    this.#crypto = with_;
  }

  async open(more: Partial<ServiceOptions> = {}): Promise<this> {
    this.service = await createService({
      clock: this.clock,
      random: this.random,
      crypto: this.#crypto,
      tap: (role) => (call, asked, answered) => this.crossings.push({ role, call, asked, answered }),
      ...more,
    });
    return this;
  }

  tools(): Tools {
    const { random, clock } = this;
    const provider = this.#crypto;
    return { crypto: provider, keys: softwareKeyStore({ crypto: provider, random }), clock, random, log: silent };
  }

  /** An enrolled device that may ask for these ranges. */
  async device(name: string, ranges: readonly PsidSspRange[] = [{ psid: 32 }]): Promise<Client> {
    const tools = this.tools();
    const { operator, eca, ra, bundle } = this.service;
    const authorities = authoritiesOf(crypto, bundle);
    const certRequestPermissions = [mayAsk(ranges)];
    await operator.admit({ name, certRequestPermissions });
    const enrolment = await enrol(tools, eca, authorities, { name, certRequestPermissions });
    return { tools, ra, authorities, enrolment };
  }

  async devices(count: number, name = 'obu', ranges?: readonly PsidSspRange[]): Promise<Client[]> {
    const all: Client[] = [];
    for (let k = 0; k < count; k++) all.push(await this.device(`${name}${k}.wavetrust.test`, ranges));
    return all;
  }

  /** Calls of one role, by name. */
  calls(role: string, call: string): Crossing[] {
    return this.crossings.filter((c) => c.role === role && c.call === call);
  }
}

export const mayAsk = (ranges: readonly PsidSspRange[]): PsidGroupPermissions => ({
  subjectPermissions: { tag: 'explicit', value: ranges },
  minChainLength: 0,
  chainLengthRange: 0,
  eeType: { octets: Uint8Array.of(0x80), length: 8 },
});

export const BSM = [{ psid: 32, ssp: undefined }] as const;
