/** Suites of IEEE 1609.2 data and IEEE 1609.2.1 PDUs from the wire, by file name without `.json`. */
import { coer } from '../../asn1/coer.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { ScmsPdu, SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { sentence } from '../../asn1/malformed.ts';
import type { Node } from '../../asn1/schema.ts';
import { uper } from '../../asn1/uper.ts';
import { octetDifference } from './difference.ts';
import { has, octets, type Vector } from './field.ts';
import { MESSAGES } from './messages.ts';
import { shape } from './shape.ts';
import { judge, signedPart } from './spdu.ts';
import { type Check, firstOf, type Trial } from './trial.ts';

const INNER: Readonly<Record<string, Node>> = { CrlContents, ScmsPdu, SignedCertificateRequest };
/** What `verified.what` says where the signature was tried and found wrong, as opposed to never tried. */
const FOUND_BAD = /bad|mismatch/i;

/** Octets in, octets out, and the signature judged as the item says. */
const spdu: Check = (item, trial) => {
  const got = shape(item, trial, Ieee1609Dot2Data, coer);
  return got.ok ? firstOf(...contents(item, got.value, trial), () => signature(item, got.value, trial)) : got.differs;
};

/** Decodes, and nobody may believe it. */
const badSignature: Check = (item, trial) => {
  const got = shape(item, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return got.differs;
  const signed = signedPart(got.value, trial.crypto);
  if (!signed) return 'expected a signature that does not verify, got data without one';
  const verdict = judge(signed, trial);
  if (verdict.is === 'good') return 'expected a signature that does not verify, got one that does';
  if (verdict.is === 'unknown') trial.accept(`no key to try its signature with: ${verdict.sentence}`);
  return firstOf(...contents(item, got.value, trial));
};

function contents(item: Vector, value: Ieee1609Dot2Data, trial: Trial): (() => string | undefined)[] {
  const header = value.content.tag === 'signedData' ? value.content.value.tbsData.value.headerInfo : undefined;
  const inside = payload(value);
  return [
    () => {
      if (!has(item, 'psid') || item.psid === header?.psid) return undefined;
      return `psid: expected ${String(item.psid)}, got ${header?.psid ?? 'none'}`;
    },
    () => {
      if (!Array.isArray(item.inner)) return undefined;
      for (const name of item.inner) {
        const node = INNER[String(name)];
        if (!node) trial.accept(`inner: ${String(name)} is none of the types we look into`);
        else {
          const differs = inside ? written(node, inside) : 'no payload';
          if (differs !== undefined) return `inner ${String(name)}: ${differs}`;
        }
      }
      return undefined;
    },
    () => {
      if (!has(item, 'payloadMessage')) return undefined;
      const number = MESSAGES[String(item.payloadMessage)];
      if (number === undefined) return `payloadMessage: ${String(item.payloadMessage)} is unknown`;
      const found = inside && inside.length > 2 ? (inside[0]! << 8) | inside[1]! : undefined;
      if (found !== number) return `payloadMessage: expected message ${number}, got ${found ?? 'none'}`;
      const message = uper(MessageFrame).decode(inside!);
      return message.ok ? undefined : `payloadMessage: ${sentence(message.malformed)}`;
    },
    () => {
      if (!Array.isArray(item.embeddedCerts) || value.content.tag !== 'signedData') return undefined;
      const { signer } = value.content.value;
      const found =
        signer.tag === 'certificate' ? signer.value.map(({ octets }) => trial.certificates.add(octets)?.id) : [];
      const named = item.embeddedCerts.map((name) => trial.certificates.named(name));
      const stray = named.find((record) => record && !found.includes(record.id));
      return (
        stray && `embeddedCerts: expected certificate ${stray.id} in the SPDU, found ${found.join(', ') || 'none'}`
      );
    },
  ];
}

/** The application's octets: unsecuredData, at the top or inside signed data; those of a signed request. */
export function payload({ content }: Ieee1609Dot2Data): Uint8Array | undefined {
  if (content.tag === 'unsecuredData' || content.tag === 'signedCertificateRequest') return content.value;
  if (content.tag !== 'signedData') return undefined;
  const { data } = content.value.tbsData.value.payload;
  return data && payload(data.value);
}

function written(node: Node, inside: Uint8Array): string | undefined {
  const got = coer(node).decode(inside);
  if (!got.ok) return `not read: ${sentence(got.malformed)}`;
  return octetDifference(inside, coer(node).encode(got.value as never));
}

function signature(item: Vector, value: Ieee1609Dot2Data, trial: Trial): string | undefined {
  const verified = (item.verified ?? {}) as { ok?: unknown; what?: unknown };
  const what = String(verified.what ?? '');
  const signed = signedPart(value, trial.crypto);
  if (!signed) {
    if (/signature/i.test(what)) return 'verified: expected a signature, got data without one';
    return undefined;
  }
  const verdict = judge(signed, trial);
  // A round trip or a decryption is not a word about the signature; one that is there must not be wrong for all that.
  const claimed = verified.ok === true && /signature/i.test(what);
  if (verified.ok === false && FOUND_BAD.test(what))
    return verdict.is === 'good' ? `verified: expected ${what}, got a signature that verifies` : undefined;
  if (verdict.is === 'unknown') {
    if (claimed && !verdict.absent) return `signature: ${verdict.sentence}`;
    trial.accept(`signature not judged: ${verdict.sentence}`);
    return undefined;
  }
  if (verdict.is === 'bad') {
    if (verified.ok !== false) return `signature: ${verdict.sentence}`;
    trial.accept(`the vector does not judge the signature (${what}), we do: ${verdict.sentence}`);
    return undefined;
  }
  if (verdict.deviation) trial.accept(verdict.deviation);
  const named = trial.certificates.named(item.signerCert);
  if (named && verdict.signer && named.id !== verdict.signer.id)
    return `signerCert: expected ${named.id}, got ${verdict.signer.id}`;
  const chain = verdict.signer && trial.certificates.chain(verdict.signer);
  for (const deviation of chain?.deviations ?? []) trial.accept(deviation);
  return chain?.bad;
}

/** One that an oracle refused has to be refused; one that no oracle did has at least to come out as a value. */
const refused: Check = (item, trial) => {
  const own = octets(item, 'hex');
  const got = coer(Ieee1609Dot2Data).decode(own);
  if (!got.ok) return undefined;
  const { ok } = (item.verified ?? {}) as { ok?: unknown };
  if (ok === true) return 'expected octets that are refused, got a value';
  trial.accept('sound as IEEE 1609.2 data, and no oracle says otherwise: what is wrong must be in its payload');
  const changed = octetDifference(own, coer(Ieee1609Dot2Data).encode(got.value));
  return changed && `written back: ${changed}`;
};

const tooDeep: Check = (item) => {
  const got = coer(Ieee1609Dot2Data).decode(octets(item, 'hex'));
  if (got.ok) return 'expected octets nested too deep to be refused, got a value';
  return got.malformed.code === 'depth'
    ? undefined
    : `expected to be refused for its depth, got ${sentence(got.malformed)}`;
};

export const wireSuites: Record<string, Check> = {
  'spdu-signed': spdu,
  'spdu-unsecured': spdu,
  'spdu-certrequest': spdu,
  crl: spdu,
  'scms-pdu': spdu,
  'neg-signature': badSignature,
  'neg-decode': refused,
  'neg-recursion': tooDeep,
};
