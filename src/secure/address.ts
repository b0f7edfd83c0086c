/**
 * To whom may be encrypted (5.3.4, Sec-EncryptedData.request 9.3.10): every certificate has a chain, is valid now and not
 * revoked, or nothing is encrypted to anybody.
 */
import { same } from '../crypto/digest.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { SPDU, seconds } from '../trust/finding.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import type { Revocations } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Clock, Micros, Random } from '../world.ts';
import { encrypt, LONGEST_PLAINTEXT, misplaced, obstacle, type Recipient } from './encrypt.ts';
import type { Unaddressed } from './result.ts';

export interface Addressing {
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly clock: Clock;
  readonly store: TrustStore;
  readonly revocations: Revocations;
}
export type Addressed = { readonly ok: true; readonly octets: Uint8Array } | Unaddressed;

/**
 * Encrypts a whole Ieee1609Dot2Data to all of `recipients`, checked first. Never throws, whatever the certificates and
 * keys are: those of others come from the air.
 */
export function encryptTo(context: Addressing, plaintext: Uint8Array, recipients: readonly Recipient[]): Addressed {
  const wrong = misplaced(recipients) ?? tooLong(plaintext);
  if (wrong !== undefined) return { ok: false, encryption: 'incorrectInputs', sentence: wrong, refused: [] };
  const now = context.clock.now();
  const refused = recipients.flatMap((r, recipient) => {
    const refusal = refusalOf(context, r, now);
    return refusal ? [{ recipient, refusal }] : [];
  });
  if (refused.length === 0) return { ok: true, octets: encrypt(context, plaintext, recipients) };
  const certificates = recipients.filter((r) => r.to === 'certificate').length;
  const bad = refused.filter(({ recipient }) => recipients[recipient]!.to === 'certificate').length;
  return {
    ok: false,
    encryption:
      bad < refused.length
        ? 'incorrectInputs'
        : bad < certificates
          ? 'failOnSomeCertificates'
          : 'failOnAllCertificates',
    sentence: refused.map(({ recipient, refusal }) => `recipient ${recipient}: ${refusal.sentence}`).join('; '),
    refused,
  };
}

function tooLong({ length }: Uint8Array): string | undefined {
  return length > LONGEST_PLAINTEXT ? `AES-CCM takes less than 16 MiB, not ${length} octets.` : undefined;
}

function refusalOf(context: Addressing, recipient: Recipient, now: Micros): Refusal | undefined {
  const wrong = obstacle(context.crypto, recipient);
  const key = recipient.to === 'certificate' ? recipient.certificate.tbs.encryptionKey : undefined;
  if (wrong !== undefined)
    return refuse(key ? 'unsupportedCriticalInformationField' : 'inconsistentInputParameters', wrong, '5.3.4', {
      ...(recipient.to === 'certificate'
        ? { field: 'toBeSigned.encryptionKey', certificate: recipient.certificate.id }
        : { field: `${SPDU.header}.encryptionKey` }),
      found: key && `${key.supportedSymmAlg}, ${key.publicKey.tag}`,
      allowed: 'aes128Ccm, with a point of P-256 or brainpoolP256r1',
    });
  return recipient.to === 'certificate' ? distrust(context, recipient.certificate, now) : undefined;
}

/** 5.1.3, 5.2.5.5  Chain, validity and revocation of a recipient and of all above it. */
function distrust({ store, revocations }: Addressing, record: CertificateRecord, now: Micros): Refusal | undefined {
  const known = store.same(record.id8, record.hash);
  // A holder may have been heard in another form, which anybody can give a certificate: the signed one holds all the same.
  const held = known && (same(known.record.octets, record.octets) || same(known.record.canonical, record.octets));
  const judged = held ? known : store.judge(record);
  if (!judged.ok) return judged;
  // Anybody can write an implicit certificate, with an encryption key of his own: a signature of its holder is the proof.
  if (record.value.type === 'implicit' && judged !== known)
    return refuse(
      'cryptoVerificationFailure',
      `${record.id} is implicit, and nothing that its holder signed was verified yet`,
      '5.3.2',
      {
        field: 'type',
        certificate: record.id,
        found: 'implicit',
        allowed: 'explicit, or that of a signer who was heard',
      },
    );
  for (const { record: c } of judged.chain) {
    const validity = {
      field: 'toBeSigned.validityPeriod',
      certificate: c.id,
      found: `${seconds(c.from)} to ${seconds(c.until)}`,
    };
    const allowed = `one that holds ${seconds(now)}`;
    if (now >= c.until) return refuse('certificateExpired', `${c.id} has expired`, '5.2.5.5', { ...validity, allowed });
    if (now < c.from)
      return refuse('futureCertificateAtGenerationTime', `${c.id} is not valid yet`, '5.2.4.2.3', {
        ...validity,
        allowed,
      });
    const revoked = revocations.check(c, now);
    if (revoked) return revoked;
  }
  return undefined;
}
