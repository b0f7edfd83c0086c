/** The suite of SPDUs recorded in the field, whose issuers are not public: each with the key its signatures gave away. */
import { coer } from '../../asn1/coer.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { jer } from '../../asn1/jer.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { difference } from './difference.ts';
import { compare, has, object, octets, type Vector } from './field.ts';
import { shape } from './shape.ts';
import { named, signatureInput, verifies } from './signature.ts';
import { signedPart } from './spdu.ts';
import { type Check, firstOf, type Trial, within } from './trial.ts';
import { payload } from './wire.ts';

/** A certificate from the field, its key as recovered from its signatures, and SPDUs it signed. */
const field: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const got = shape({ hex: item.certHex }, trial, Certificate, coer);
  if (!got.ok) return `certHex: ${got.differs}`;
  const record = certificates.add(got.octets)!;
  if (!Array.isArray(item.spdus) || item.spdus.length === 0) return 'spdus: expected a list, got none';
  const key = octets(item, 'recoveredVerifyKeyUncompressed');
  return firstOf(
    () => compare(item, crypto, { certHashedId8: record.id8 }),
    () => (has(item, 'certificate') ? summary(item.certificate, jer(Certificate).to(got.value)) : undefined),
    ...(item.spdus as Vector[]).map((spdu, i) => () => within(`spdus.${i}`, fieldSpdu(spdu, trial, record, key))),
  );
};

/** Only what the vector says of the certificate: it leaves out what is of no use to it. */
function summary(expected: unknown, got: unknown): string | undefined {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
    return within('certificate', difference(expected, got));
  return firstOf(
    ...Object.entries(expected).map(
      ([name, value]) =>
        () =>
          within(name, summary(value, (got as Vector)?.[name])),
    ),
  );
}

function fieldSpdu(item: Vector, trial: Trial, record: CertificateRecord, key: Uint8Array): string | undefined {
  const { crypto } = trial;
  const got = shape({ hex: item.spduHex }, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return got.differs;
  const signed = signedPart(got.value, crypto);
  if (got.value.content.tag !== 'signedData' || !signed) return 'spduHex: expected signed data';
  const { tbsHash, signerIdHash, whole } = signatureInput(crypto, signed.tbs, record);
  const { headerInfo } = got.value.content.value.tbsData.value;
  const inside = payload(got.value);
  const { signature } = signed;
  const rSig = signature.tag === '?' || signature.tag === 'sm2Signature' ? undefined : signature.value.rSig.tag;
  const valid = has(item, 'expect') ? object(item, 'expect').signatureValid : true;
  return firstOf(
    () => named(signed, record),
    () => fact(item, 'bytes', got.octets.length),
    () => fact(item, 'signer', signed.signer.tag),
    () => fact(item, 'rSigForm', rSig),
    () => fact(item, 'payloadMessageId', inside && inside.length > 1 ? (inside[0]! << 8) | inside[1]! : undefined),
    () =>
      compare(item, crypto, {
        payloadHex: inside,
        tbsDataHex: signed.tbs,
        tbsHash,
        signerIdHash,
        signatureInputHash: whole,
      }),
    () => {
      if (!has(item, 'headerInfo')) return undefined;
      const shown = Object.fromEntries(
        Object.entries(headerInfo).map(([name, v]) => [name, typeof v === 'bigint' ? Number(v) : v]),
      );
      const expected = Object.entries(object(item, 'headerInfo'));
      return firstOf(
        ...expected.map(
          ([name, v]) =>
            () =>
              typeof v === 'object' ? undefined : difference(Number(v), shown[name], name),
        ),
      );
    },
    () => verifies(trial, signed, record, key, valid !== false),
  );
}
function fact(item: Vector, name: string, got: unknown): string | undefined {
  return has(item, name) && item[name] !== got
    ? `${name}: expected ${String(item[name])}, got ${String(got)}`
    : undefined;
}

export const recordedSuites: Record<string, Check> = { signed_spdus: field };
