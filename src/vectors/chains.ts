/** Suites of certificates: what is in them, and whether their issuers made them. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { jer } from '../../asn1/jer.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import { signatureOf } from '../trust/point.ts';
import { hashWith } from '../trust/signer.ts';
import { decodedDifference } from './decoded.ts';
import { difference } from './difference.ts';
import { compare, has, object, type Vector } from './field.ts';
import { shape } from './shape.ts';
import { type Check, firstOf, type Trial, within } from './trial.ts';

const certificate: Check = (item, trial) => {
  const got = shape(item, trial, Certificate, coer);
  if (!got.ok) return got.differs;
  const record = trial.certificates.add(got.octets)!;
  const implicit = item.kind === 'cert-implicit' ? 'implicit' : item.kind === 'cert-explicit' ? 'explicit' : undefined;
  return firstOf(
    () =>
      implicit && record.value.type !== implicit ? `type: expected ${implicit}, got ${record.value.type}` : undefined,
    () => (has(item, 'expect') ? facts(object(item, 'expect'), record, trial) : 'expect: nothing to compare'),
    () => issued(item, record, trial),
  );
};

function facts(expect: Vector, record: CertificateRecord, trial: Trial): string | undefined {
  const { tbs, value } = record;
  const shown: Record<string, unknown> = {
    issuer: [
      value.issuer.tag,
      value.issuer.value instanceof Uint8Array ? toHex(value.issuer.value) : value.issuer.value,
    ],
    validityStart: tbs.validityPeriod.start,
    duration: [tbs.validityPeriod.duration.tag, tbs.validityPeriod.duration.value],
    region: tbs.region?.tag ?? null,
    appPsids: (tbs.appPermissions ?? []).map(({ psid }) => psid),
    hasIssuePerms: tbs.certIssuePermissions !== undefined,
    hasRequestPerms: tbs.certRequestPermissions !== undefined,
  };
  const compared = Object.keys(shown).filter((name) => expect[name] !== undefined);
  return firstOf(
    ...compared.map((name) => () => difference(expect[name], shown[name], name)),
    () => digest(expect, record, trial),
    () => subject(expect.subject, jer(Certificate).to(value)),
    () => {
      if (!has(expect, 'publicKey')) return undefined;
      const key = trial.certificates.keyOf(record);
      // Who has no issuer for it has no key to compare; that is said where the link is judged.
      if (!key && trial.certificates.issuers(record).length === 0) return undefined;
      const point = key && { curve: key.curve, point: key.octets };
      return compare(expect, trial.crypto, { publicKey: point });
    },
    () => (compared.length > 0 || has(expect, 'hashedId8') ? undefined : 'expect: nothing to compare'),
  );
}

/** Ours is of the canonical form, by SHA-384 where the key has 384 bits; many senders know one hash and one form. */
function digest(expect: Vector, record: CertificateRecord, trial: Trial): string | undefined {
  if (!has(expect, 'hashedId8') || expect.hashedId8 === record.id) return undefined;
  if (!trial.certificates.digests(record).includes(String(expect.hashedId8)))
    return `hashedId8: expected ${String(expect.hashedId8)}, got ${record.id}`;
  trial.accept(`hashedId8 ${String(expect.hashedId8)} is of other octets or by another hash than ours, ${record.id}`);
  return undefined;
}

/** `name:…`, `binaryId:…`, `none:…`, `linkageData:{…}`: the one member of id, which may have been cut short. */
function subject(expected: unknown, json: unknown): string | undefined {
  if (typeof expected !== 'string') return undefined;
  const { id } = (json as { toBeSigned: { id: Vector } }).toBeSigned;
  const [tag, value] = Object.entries(id)[0]!;
  const colon = expected.indexOf(':');
  const [given, rest] = [expected.slice(0, colon), expected.slice(colon + 1)];
  const fits =
    given === tag &&
    (tag === 'none' ||
      (typeof value === 'object'
        ? sameJson(rest, value)
        : String(value).startsWith(rest) && rest.length >= Math.min(8, String(value).length)));
  return fits ? undefined : `subject: expected ${expected}, got ${tag}:${JSON.stringify(value)}`;
}
function sameJson(text: string, value: unknown): boolean {
  try {
    return difference(JSON.parse(text), value) === undefined;
  } catch {
    return JSON.stringify(value).replaceAll(' ', '').startsWith(text.replaceAll(' ', ''));
  }
}

function issued(item: Vector, record: CertificateRecord, trial: Trial): string | undefined {
  const { ok, what = '' } = (item.verified ?? {}) as { ok?: unknown; what?: unknown };
  const link = trial.certificates.link(record);
  if (link.ok) {
    if (ok === false && /bad|mismatch/i.test(String(what))) return `expected ${String(what)}, got a link that verifies`;
    if (link.deviation) trial.accept(link.deviation);
    const named = trial.certificates.named(item.issuerCert);
    if (named && link.issuer && named.id !== link.issuer.id)
      return `issuerCert: expected ${named.id}, got ${link.issuer.id}`;
    return undefined;
  }
  if (ok === true && link.why !== 'no-issuer') return link.sentence;
  // The oracle did not reach a verdict of bad, or we do not reach one: both are said, neither is a fault of ours.
  if (link.why !== 'bad' || !/bad|mismatch/i.test(String(what)))
    trial.accept(`link not judged: ${link.sentence}; the vector says: ${String(what) || 'nothing'}`);
  return undefined;
}

/** A CA's certificate, with each step from its octets to the verified signature, up to its root. */
const chain: Check = (item, trial) => {
  const { crypto, certificates } = trial;
  const got = shape({ hex: item.certificate }, trial, Certificate, coer);
  if (!got.ok) return `certificate: ${got.differs}`;
  const record = certificates.add(got.octets)!;
  const { value } = record;
  const link = certificates.link(record);
  if (!link.ok) return link.sentence;
  if (link.deviation) trial.accept(link.deviation);
  const tbs = value.toBeSigned.octets;
  const by = link.issuer ? hashWith(crypto, 'sha256', link.issuer) : crypto.hash('sha256');
  const key = certificates.keyOf(link.issuer ?? record);
  const signature = value.signature && signatureOf(value.signature);
  const above = certificates.chain(record);
  return firstOf(
    () =>
      compare(item, crypto, {
        certHash: record.hash,
        tbs,
        signatureHashInput: crypto.hash('sha256', crypto.hash('sha256', tbs), by),
      }),
    () =>
      has(item, 'signerPub')
        ? compare(item, crypto, { signerPub: key && { curve: key.curve, point: key.octets } })
        : undefined,
    () => {
      if (!has(item, 'issuer')) return undefined;
      const { self, ...digest } = object(item, 'issuer');
      if (self !== undefined)
        return value.issuer.tag === 'self' ? undefined : `issuer: expected self, got ${value.issuer.tag}`;
      return within(
        'issuer',
        difference(
          digest,
          jer(Certificate).to(value) && { [value.issuer.tag]: toHex(value.issuer.value as Uint8Array) },
        ),
      );
    },
    () =>
      has(item, 'signature')
        ? within('signature', compare(object(item, 'signature'), crypto, { rx: signature?.r, s: signature?.s }))
        : undefined,
    () => (has(item, 'decoded') ? decodedDifference(object(item, 'decoded'), record, trial.accept) : undefined),
    () => above.bad,
    () => {
      for (const deviation of above.deviations) trial.accept(deviation);
      return undefined;
    },
  );
};

export const chainSuites: Record<string, Check> = {
  'cert-explicit': certificate,
  'cert-implicit': certificate,
  'ca-certificate-chain': chain,
};
