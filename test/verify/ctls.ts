/** Trust lists as electors sign them, and a device that takes them. */
import { coer } from '../../asn1/coer.ts';
import { fromHex } from '../../asn1/hex.ts';
import type { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import {
  FullIeeeTbsCtl,
  type MultiSignedCtl,
  SequenceOfCertificate,
  type ToBeSignedCtlSignature,
} from '../../asn1/ieee1609dot2dot1/management.ts';
import { ScmsPdu } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { ScmsSsp } from '../../asn1/ieee1609dot2dot1/ssp.ts';
import type { Kept } from '../../asn1/schema.ts';
import type { EcdsaCurve } from '../../src/crypto/provider.ts';
import { type Signing, signSpdu, unsecured } from '../../src/secure/sign.ts';
import type { CertificateRecord } from '../../src/trust/certificate.ts';
import { Electors, electorId, rootId } from '../../src/trust/electors.ts';
import { type Holder, issueSelf, type Subject } from '../../src/trust/issue.ts';
import type { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCtl } from '../../src/verify/ctl.ts';
import { PSID } from '../../src/verify/profile.ts';
import { all, crypto, keys, NOW, START, subject } from '../pki.ts';

export const SERIES = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
export const DAY = 86_400;
const years = (value: number) => ({ start: START - DAY, duration: { tag: 'years', value } as const });
export const role = (ssp: ScmsSsp) => ({
  psid: PSID.securityManagement,
  ssp: { tag: 'opaque', value: coer(ScmsSsp).encode(ssp) } as const,
});
const ELECTOR = role({ tag: 'elector', value: { version: 2 } });

export function selfOn(curve: EcdsaCurve, name: string, part: Partial<Subject>): Holder {
  const key = keys.generate(curve);
  return { key, record: issueSelf({ crypto, keys }, key, subject(name, { validityPeriod: years(40), ...part })) };
}
export const elector = (name: string, curve: EcdsaCurve = 'P-256', part: Partial<Subject> = {}): Holder =>
  selfOn(curve, name, { appPermissions: [ELECTOR], ...part });
export const rootOn = (name: string, curve: EcdsaCurve = 'P-256'): Holder =>
  selfOn(curve, name, { certIssuePermissions: [all(1, -1, 0xc0)] });

export const id48 = ({ record }: Holder): Uint8Array => fromHex(electorId(crypto, record));
export const id32 = ({ record }: Holder): Uint8Array => fromHex(rootId(record));

/** What a list says, with holders for hashes. */
export interface List {
  readonly number: number;
  readonly electors: readonly Holder[];
  readonly roots: readonly Holder[];
  readonly electorsRemoved?: readonly Holder[];
  readonly rootsRemoved?: readonly Holder[];
  readonly quorum?: number;
  readonly from?: number;
  readonly change?: Partial<FullIeeeTbsCtl>;
}
export const tbsOf = ({ number, electors, roots, change, ...rest }: List): FullIeeeTbsCtl => ({
  ...{ type: 1, ctlSeriesId: SERIES, sequenceNumber: number, effectiveDate: rest.from ?? START },
  ...{ electorApprove: electors.map(id48), electorRemove: (rest.electorsRemoved ?? []).map(id48) },
  ...{ rootCaApprove: roots.map(id32), rootCaRemove: (rest.rootsRemoved ?? []).map(id32) },
  quorum: rest.quorum,
  ...change,
});
export const encoded = (list: List): Uint8Array => coer(FullIeeeTbsCtl).encode(tbsOf(list));

const pdu = (value: Extract<ScmsPdu['content'], { tag: 'cert' }>['value']): Uint8Array =>
  coer(ScmsPdu).encode({ version: 2, content: { tag: 'cert', value } });

/** The CtlSignatureSpdu of an elector over the octets of a list. */
export function vote(
  by: Holder,
  tbs: Uint8Array,
  { said = {}, ...signing }: Partial<Signing> & { readonly said?: Partial<ToBeSignedCtlSignature> } = {},
): Uint8Array {
  const got = coer(FullIeeeTbsCtl).decode(tbs);
  const sequenceNumber = got.ok ? got.value.sequenceNumber : 0;
  const value = {
    ...{ ctlSeriesId: SERIES, ctlType: 1, sequenceNumber, tbsCtlHash: crypto.hash('sha384', tbs) },
    ...said,
  };
  const signer = { form: 'certificate', certificate: by.record } as const;
  const payload = pdu({ tag: 'tbsCtlSignature', value });
  const generationTime = START * 1e6;
  return signSpdu({
    crypto,
    keys,
    key: by.key,
    psid: PSID.securityManagement,
    payload,
    signer,
    generationTime,
    ...signing,
  });
}

export const keptOf = ({ value, octets }: CertificateRecord): Kept<Certificate> => ({ value, octets });
/** Octets of a MultiSignedCtlSpdu. */
export function file(
  tbs: Uint8Array,
  signatures: readonly Uint8Array[],
  certificates: readonly CertificateRecord[] = [],
  change: Partial<MultiSignedCtl> = {},
): Uint8Array {
  const unread: Ieee1609Dot2Data = { protocolVersion: 3, content: { tag: 'unsecuredData', value: new Uint8Array(0) } };
  const value = {
    ...{ type: 1, tbsCtl: tbs, unsigned: coer(SequenceOfCertificate).encode(certificates.map(keptOf)) },
    signatures: signatures.map((octets) => ({ value: unread, octets })),
    ...change,
  };
  return unsecured(pdu({ tag: 'multiSignedCtl', value }));
}
/** A list that these electors have signed. */
export function signedList(list: List, by: readonly Holder[], certificates: readonly Holder[] = []): Uint8Array {
  const tbs = encoded(list);
  return file(
    tbs,
    by.map((e) => vote(e, tbs)),
    certificates.map((c) => c.record),
  );
}

export interface Factory {
  readonly electors: readonly Holder[];
  readonly quorum?: number;
  readonly number?: number;
  readonly now?: number;
  readonly revocations?: Revocations;
}
/** A device as it leaves the factory; how often its provider was asked to check a signature is in `checks`. */
export function leaving({ electors, quorum = 2, number = 0, now = NOW, revocations }: Factory) {
  const clock = { at: now, now: () => clock.at };
  const store = new TrustStore({ crypto });
  const records = electors.map((e) => e.record);
  const counter = { checks: 0 };
  const counting: typeof crypto = {
    ...crypto,
    verify: (...asked) => {
      counter.checks++;
      return crypto.verify(...asked);
    },
  };
  const series = new Electors({ crypto, ctlSeriesId: SERIES, sequenceNumber: number, quorum, electors: records });
  const options = { crypto: counting, clock, store, series, ...(revocations && { revocations }) };
  return {
    ...{ options, clock, store, series, counter },
    take: (octets: Uint8Array) => takeCtl(options, octets),
    /** What it came to, in a word. */
    word(octets: Uint8Array): string {
      const taken = takeCtl(options, octets);
      return taken === undefined ? 'known' : taken.ok ? 'taken' : taken.result;
    },
    anchors: () => [...store.roots].map((r) => rootId(r.record)).sort(),
    /** Everything that a list could change. */
    state: () => JSON.stringify([series.saved, [...store.roots].map((r) => r.record.id), store.edition]),
  };
}
export const ids32 = (...roots: readonly Holder[]): string[] => roots.map((r) => rootId(r.record)).sort();
