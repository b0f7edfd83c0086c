/**
 * An attacker with a radio, who has read the schemas: SPDUs any part of which is any value of its type, signed by whom he
 * likes or by nobody, with octets changed behind, in the clear or encrypted to us; responses of P2PCD, and CRLs.
 */
import fc from 'fast-check';
import { coer } from '../../asn1/coer.ts';
import { Signature } from '../../asn1/ieee1609dot2/base.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import {
  HeaderInfo,
  Ieee1609Dot2Data,
  Ieee1609dot2Peer2PeerPDU,
  SignedDataPayload,
  SignerIdentifier,
  ToBeSignedData,
} from '../../asn1/ieee1609dot2/data.ts';
import { join } from '../../asn1/octets.ts';
import type { Infer, Kept, Type } from '../../asn1/schema.ts';
import { unsecured } from '../../src/secure/sign.ts';
import type { CertificateRecord } from '../../src/trust/certificate.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { ecdsaSignature } from '../../src/trust/point.ts';
import { canonicalSigned } from '../../src/trust/signed.ts';
import { hashWith } from '../../src/trust/signer.ts';
import { arbitrary } from '../arbitrary.ts';
import { aca, crypto, ica, keys, NOW, PSIDS, root, START } from '../pki.ts';
import { bsm } from './bsm.ts';
import { payload as srm } from './srm.ts';

const any = <T>(type: Type<T>): fc.Arbitrary<T> =>
  arbitrary(type as never, (node, value) => coer(node as never).encode(value as never)) as fc.Arbitrary<T>;
const kept = <T>(type: Type<T>, value: T): Kept<T> => ({
  value,
  octets: coer(type as Type<unknown>).encode(value),
});

/** Some fields of the one, the others of the other. */
const mixed = <T extends object>(usual: T, strange: fc.Arbitrary<T>, most = 4): fc.Arbitrary<T> =>
  fc.tuple(strange, fc.array(fc.nat(), { maxLength: most })).map(([other, which]) => {
    const names = [...new Set([...Object.keys(usual), ...Object.keys(other)])] as (keyof T)[];
    const taken = which.map((n) => names[n % names.length]!);
    return { ...usual, ...Object.fromEntries(taken.map((name) => [name, other[name]])) };
  });

/** Certificates as ours, with fields as they come, made by their issuer or by nobody. */
export function certificates(ours: Holder): fc.Arbitrary<Kept<Certificate>> {
  const tbs = mixed(ours.record.tbs, any(ToBeSignedCertificate), 3);
  const by = fc.constantFrom(aca, ica, root, ours, undefined);
  return fc
    .tuple(tbs, by, any(Certificate), any(Signature), fc.boolean())
    .map(([value, issuer, strange, signature, ec]) => {
      const toBeSigned = kept(ToBeSignedCertificate, value);
      const explicit = value.verifyKeyIndicator.tag === 'verificationKey';
      if (!issuer) return kept(Certificate, { ...strange, toBeSigned });
      const message = join([crypto.hash('sha256', toBeSigned.octets), issuer.record.hash]);
      const made = ec ? ecdsaSignature('P-256', keys.sign(issuer.key, 'sha256', message)) : signature;
      return kept(Certificate, {
        ...{ version: 3, type: explicit ? 'explicit' : 'implicit', toBeSigned },
        issuer: { tag: 'sha256AndDigest', value: issuer.record.id8 },
        signature: explicit ? made : undefined,
      } as Certificate);
    });
}

/** Octets changed, taken out, put in, or cut off. */
const havoc = (octets: Uint8Array, changes: readonly (readonly [number, number, number])[]): Uint8Array =>
  changes.reduce((o, [where, kind, value]) => {
    const at = where % Math.max(1, o.length);
    if (kind === 0) return o.map((v, k) => (k === at ? value : v));
    if (kind === 1) return Uint8Array.of(...o.subarray(0, at), ...o.subarray(at + 1 + (value & 15)));
    if (kind === 2) return Uint8Array.of(...o.subarray(0, at), value, ...o.subarray(at));
    return o.map((v, k) => (k === at ? v ^ (1 << (value & 7)) : v));
  }, octets);
const changes = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.nat(255)), { minLength: 1, maxLength: 3 }),
  },
);

const usually = <T>(usual: T, strange: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: strange });

/** Signed data of which any part may be strange. */
export function spdus(ours: Holder): fc.Arbitrary<Uint8Array> {
  const inner = { protocolVersion: 3, content: { tag: 'unsecuredData', value: bsm } } as Ieee1609Dot2Data;
  const data = (payload: Uint8Array): Kept<Ieee1609Dot2Data> =>
    kept(Ieee1609Dot2Data, { ...inner, content: { tag: 'unsecuredData', value: payload } });
  const payloads = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(bsm, srm).map((p): SignedDataPayload => ({ data: data(p) })) },
    { weight: 1, arbitrary: any(SignedDataPayload) },
  );
  const usual = { psid: PSIDS.bsm, generationTime: BigInt(NOW) } as HeaderInfo;
  const list = fc.array(usually<Kept<Certificate>>(ours.record, certificates(ours), 1), { maxLength: 5 });
  const signers = fc.oneof(
    { weight: 2, arbitrary: fc.constant<SignerIdentifier>({ tag: 'certificate', value: [ours.record] }) },
    { weight: 1, arbitrary: fc.constant<SignerIdentifier>({ tag: 'digest', value: ours.record.id8 }) },
    { weight: 3, arbitrary: list.map((value): SignerIdentifier => ({ tag: 'certificate', value })) },
    { weight: 1, arbitrary: any(SignerIdentifier) },
  );
  const ids = fc.constantFrom(aca, ica, root, ours).map(({ record }) => record.id8);
  const id3 = ids.map((id8) => id8.slice(5));
  const asking: fc.Arbitrary<HeaderInfo> = fc.record({
    psid: fc.constant(PSIDS.bsm),
    p2pcdLearningRequest: id3,
    inlineP2pcdRequest: fc.array(id3, { maxLength: 6 }),
    requestedCertificate: fc.oneof(certificates(ours), fc.constantFrom(aca.record, ica.record)),
    contributedExtensions: fc
      .array(fc.oneof(ids, fc.uint8Array({ maxLength: 9 })), { minLength: 1, maxLength: 6 })
      .map((all) => [{ contributorId: 1, extns: all.map((id) => Uint8Array.of(1, id.length, ...id)) }]),
  }) as fc.Arbitrary<HeaderInfo>;
  const parts = fc.record({
    payload: payloads,
    header: fc.oneof(mixed(usual, any(HeaderInfo)), mixed(usual, asking, 2)),
    psid: fc.constantFrom(undefined, ...Object.values(PSIDS)),
    signer: signers,
    strange: usually<Infer<typeof Signature> | undefined>(undefined, any(Signature)),
    changes,
  });
  return parts.map(({ payload, header, psid, signer, strange, changes }) => {
    const tbsData = kept(ToBeSignedData, { payload, headerInfo: psid === undefined ? header : { ...header, psid } });
    const message = join([
      crypto.hash('sha256', canonicalSigned(tbsData).octets),
      hashWith(crypto, 'sha256', ours.record),
    ]);
    const signature = strange ?? ecdsaSignature('P-256', keys.sign(ours.key, 'sha256', message));
    const value = { hashId: 'sha256', tbsData, signer, signature } as const;
    const spdu: Ieee1609Dot2Data = { protocolVersion: 3, content: { tag: 'signedData', value } };
    return havoc(coer(Ieee1609Dot2Data).encode(spdu), changes);
  });
}

/** Responses of P2PCD. */
export function responses(ours: Holder): fc.Arbitrary<Uint8Array> {
  const list = fc.array(fc.oneof(certificates(ours), fc.constantFrom(aca.record, ica.record)), { maxLength: 9 });
  return fc.tuple(list, changes).map(([caCerts, changes]) => {
    const value: Ieee1609dot2Peer2PeerPDU = { version: 1, content: { tag: 'caCerts', value: caCerts } };
    return havoc(unsecured(coer(Ieee1609dot2Peer2PeerPDU).encode(value)), changes);
  });
}

/** Contents of CRLs of one series, most of the time. */
export function lists(craca: CertificateRecord): fc.Arbitrary<Uint8Array> {
  const usual = {
    ...{ version: 1, crlSeries: 3, crlCraca: craca.id8, issueDate: START, nextCrl: START + 86_400 },
    ...{ priorityInfo: { priority: undefined } },
    typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries: [{ id: new Uint8Array(10), expiry: START }] } },
  } as CrlContents;
  return fc
    .tuple(any(CrlContents), mixed(usual, any(CrlContents)), changes)
    .map(([{ typeSpecific }, contents, changes]) => {
      const all = { ...contents, typeSpecific: changes.length === 1 ? contents.typeSpecific : typeSpecific };
      return havoc(coer(CrlContents).encode(all), changes);
    });
}
