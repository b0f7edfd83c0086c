/**
 * Makes certificates, right ones and wrong ones. `issue.ts` makes only what can be right; here each step can be tampered
 * with. TEST ONLY: every key follows from the seed and a label.
 */

import { coer } from '../../asn1/coer.ts';
import { Certificate, type IssuerIdentifier, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { hashOf } from '../crypto/curve.ts';
import { accept, reconstructionValue } from '../crypto/ecqv.ts';
import { type PrivateKey, type SoftwareKeyStore, softwareKeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider, Curve, Hash } from '../crypto/provider.ts';
import { seededRandom } from '../crypto/random.ts';
import { draw } from '../crypto/scalar.ts';
import { type CertificateRecord, recordOf } from '../trust/certificate.ts';
import { type Holder, implicitExponent, issuerIdentifier, type Subject, verificationKey } from '../trust/issue.ts';
import { compressedPoint, ecdsaSignature, sec1 } from '../trust/point.ts';
import { signedInput } from '../trust/signer.ts';

/** How a certificate differs from the usual one of its place in the chain. */
export interface Link {
  /** Fields of it, or what they are once the issuer is made. */
  readonly subject?: Partial<Subject> | ((issuer: Holder | undefined) => Partial<Subject>);
  /** P-256 where absent; an implicit certificate has the curve of its issuer. */
  readonly curve?: Curve;
  readonly form?: 'explicit' | 'implicit' | 'self';
  /** What names the issuer; signed over nowhere. */
  readonly issuer?: (usual: IssuerIdentifier) => IssuerIdentifier;
  /** The key of somebody else signs, in the issuer's name. */
  readonly stranger?: boolean;
  /** Tampers before it is signed: the signature covers what comes out. */
  readonly tbs?: (tbs: ToBeSignedCertificate) => ToBeSignedCertificate;
  /** Tampers when it is signed. */
  readonly after?: (certificate: Certificate) => Certificate;
  /** Writes the same in another form: what is hashed and signed, of it and by it, is the usual one. */
  readonly written?: (certificate: Certificate) => Certificate;
  /** Tampers with the encoding: for what a codec writes in no other way. */
  readonly octets?: (octets: Uint8Array) => Uint8Array;
}

const certificates = coer(Certificate);
const tbsCertificates = coer(ToBeSignedCertificate);

export class Forge {
  readonly crypto: CryptoProvider;
  readonly keys: SoftwareKeyStore;
  readonly #seed: string;

  /** `crypto` has to sign repeatably, or two runs with one seed differ. */
  constructor(crypto: CryptoProvider, seed: string) {
    this.crypto = crypto;
    this.#seed = seed;
    this.keys = softwareKeyStore({ crypto, random: seededRandom(`${seed}/nobody draws from this`) });
  }

  /** Octets that belong to a label: adding a case changes no other. */
  octets(label: string, count: number): Uint8Array {
    return seededRandom(`wavetrust test pki/${this.#seed}/${label}`).octets(count);
  }

  key(label: string, curve: Curve): PrivateKey {
    return this.keys.import(curve, this.#scalar(`key ${label}`, curve));
  }
  #scalar(label: string, curve: Curve): Uint8Array {
    const random = seededRandom(`wavetrust test pki/${this.#seed}/${label}/${curve}`);
    return draw(curve, random);
  }

  /** The certificate and its key; `issuer` is undefined for a self-signed one. */
  make(label: string, subject: Subject, link: Link, issuer: Holder | undefined): Holder {
    const changes = typeof link.subject === 'function' ? link.subject(issuer) : link.subject;
    const whole = { ...subject, ...changes };
    const made =
      link.form === 'implicit' && issuer
        ? this.#implicit(label, whole, link, issuer)
        : this.#explicit(label, whole, link, link.form === 'self' ? undefined : issuer);
    if (link.written) {
      const value = link.written(made.record.value);
      return { ...made, record: { ...made.record, value, octets: certificates.encode(value) } };
    }
    return link.octets ? { ...made, record: { ...made.record, octets: link.octets(made.record.octets) } } : made;
  }

  #explicit(label: string, subject: Subject, link: Link, issuer: Holder | undefined): Holder {
    const { crypto, keys } = this;
    const key = this.key(label, link.curve ?? 'P-256');
    const indicator = { tag: 'verificationKey', value: verificationKey(crypto, key.curve, key.public) } as const;
    const by = issuer ? issuer.key : key;
    const identifier = identifierOf(hashOf(by.curve), issuer, link);
    const unsigned = unsignedOf('explicit', { ...subject, verifyKeyIndicator: indicator }, identifier, link);
    const hash = hashNamed(identifier) ?? hashOf(by.curve);
    const { canonicalTbs } = recordOf(crypto, unsigned, certificates.encode(unsigned));
    const input = signedInput(crypto, hash, canonicalTbs, issuer?.record, { ...by, octets: by.public });
    const hand = link.stranger ? this.key(`${label} stranger`, by.curve) : by;
    const signature = keys.sign(hand, hash, input);
    return { key, record: this.#record({ ...unsigned, signature: ecdsaSignature(by.curve, signature) }, link) };
  }

  #implicit(label: string, subject: Subject, link: Link, issuer: Holder): Holder {
    const { crypto, keys } = this;
    // A reconstruction value has 32 octets: there is none of a curve of 384 bits.
    const curve = issuer.key.public.length === 33 ? issuer.key.curve : 'P-256';
    const request = this.key(label, curve);
    const k = this.#scalar(`issuing ${label}`, curve);
    const point = reconstructionValue(crypto, curve, request.public, k)!;
    const indicator = { tag: 'reconstructionValue', value: compressedPoint(point) } as const;
    const identifier = identifierOf(hashOf(issuer.key.curve), issuer, link);
    const unsigned = unsignedOf('implicit', { ...subject, verifyKeyIndicator: indicator }, identifier, link);
    const record = this.#record(unsigned, link);
    if (curve !== issuer.key.curve) return { key: request, record };
    const by = link.stranger ? this.key(`${label} stranger`, curve) : issuer.key;
    const e = implicitExponent(crypto, curve, record, issuer.record);
    const r = keys.implicit(by, { e, k });
    const stated = record.tbs.verifyKeyIndicator;
    const reconstruction = (stated.tag === 'reconstructionValue' && sec1(stated.value)) || point;
    const key = accept(crypto, keys, request, { e, r, reconstruction, issuer: by.public });
    return { key: key ?? request, record };
  }

  #record(value: Certificate, link: Link): CertificateRecord {
    const certificate = link.after ? link.after(value) : value;
    return recordOf(this.crypto, certificate, certificates.encode(certificate));
  }
}

function unsignedOf(
  type: 'explicit' | 'implicit',
  usual: ToBeSignedCertificate,
  issuer: IssuerIdentifier,
  link: Link,
): Certificate {
  const value = link.tbs ? link.tbs(usual) : usual;
  return {
    version: 3,
    type,
    issuer,
    toBeSigned: { value, octets: tbsCertificates.encode(value) },
    signature: undefined,
  };
}

function identifierOf(hash: Hash, issuer: Holder | undefined, link: Link): IssuerIdentifier {
  const usual: IssuerIdentifier = issuer ? issuerIdentifier(hash, issuer.record.id8) : { tag: 'self', value: hash };
  return link.issuer ? link.issuer(usual) : usual;
}

function hashNamed(issuer: IssuerIdentifier): Hash | undefined {
  if (issuer.tag === 'sha256AndDigest') return 'sha256';
  if (issuer.tag === 'sm3AndDigest') return 'sm3';
  return issuer.tag === 'sha384AndDigest' ? 'sha384' : undefined;
}
