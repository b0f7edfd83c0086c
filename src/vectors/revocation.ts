/** Suites of revocation lists: signed as they should be, and leading to the certificates they revoke. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlContents, CrlContents2016 } from '../../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { CompositeCrl } from '../../asn1/ieee1609dot2dot1/management.ts';
import { hashedId10 } from '../crypto/digest.ts';
import * as linkage from '../crypto/linkage.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { difference } from './difference.ts';
import { compare, has, number, object, octets, type Vector } from './field.ts';
import { type Shape, shape } from './shape.ts';
import { holds, signedPart } from './spdu.ts';
import { type Check, firstOf, type Trial } from './trial.ts';
import { payload } from './wire.ts';

/** The CRL inside a file as deployed (`00 01 01 ‖ SecuredCrl ‖ …`), and whether its signer made it. */
function secured(item: Vector, trial: Trial): { readonly crl: CrlContents } | string {
  const { crypto, certificates } = trial;
  const file = has(item, 'file') ? octets(item, 'file') : undefined;
  const octetsOf = has(item, 'securedCrl') ? octets(item, 'securedCrl') : file && inFile(file);
  if (!octetsOf) return 'securedCrl: expected one, or a file that holds one';
  if (file && !toHex(file).includes(toHex(octetsOf))) return 'file: does not hold securedCrl';
  const got = shape({ hex: toHex(octetsOf) }, trial, Ieee1609Dot2Data, coer);
  if (!got.ok) return `securedCrl: ${got.differs}`;
  const signed = signedPart(got.value, crypto);
  const inside = payload(got.value);
  if (!signed || !inside) return 'securedCrl: expected signed data with a payload';
  const crl = contents(inside, trial);
  if (!crl.ok) return `crlContents: ${crl.differs}`;
  const signer = has(item, 'signerCert')
    ? certificates.add(octets(item, 'signerCert'))
    : signed.signer.tag === 'digest'
      ? certificates.found(signed.signer.value)[0]
      : undefined;
  const key = signer && certificates.keyOf(signer);
  if (!signer || !key) return 'signerCert: expected a certificate with a key';
  if (signed.signer.tag === 'digest' && !certificates.digests(signer).includes(toHex(signed.signer.value)))
    return `signer: names ${toHex(signed.signer.value)}, signerCert is ${signer.id}`;
  const signatureHash = crypto.hash(
    'sha256',
    crypto.hash('sha256', signed.tbs),
    crypto.hash('sha256', signer.canonical),
  );
  const computed = { crlContents: inside, tbsData: signed.tbs, signatureHash };
  for (const by of [crypto, trial.reference])
    if (!holds(by, signed, signer, by.publicKey(key.curve, key.octets)!))
      return `signature: does not verify (${by.name})`;
  return compare(item, crypto, computed) ?? { crl: crl.value };
}

/** As in the edition of 2022; failing that as in the one before, which is said. */
function contents(inside: Uint8Array, trial: Trial): Shape<CrlContents> {
  const now = shape({ hex: toHex(inside) }, trial, CrlContents, coer);
  if (now.ok) return now;
  const before = shape({ hex: toHex(inside) }, trial, CrlContents2016, coer);
  if (!before.ok) return now;
  trial.accept('the CRL is in the form of IEEE 1609.2-2016: its entries by hash have no extension marker');
  return before;
}

/** The first SecuredCrl of a CompositeCrl of either edition. */
function inFile(file: Uint8Array): Uint8Array | undefined {
  const got = coer(CompositeCrl).decode(file);
  if (got.ok) return got.value.crl[0]?.octets;
  // CAMP: a count, the CRLs, and a tail of its own. A value that ends early says where.
  for (let head = 1; head <= 4; head++) {
    const rest = file.subarray(head);
    const whole = coer(Ieee1609Dot2Data).decode(rest);
    if (whole.ok) return rest;
    if (whole.malformed.code === 'trailing') return rest.subarray(0, whole.malformed.octet);
  }
  return undefined;
}

const TAGS: Readonly<Record<string, number>> = {
  fullHashCrl: 0x80,
  deltaHashCrl: 0x81,
  fullLinkedCrl: 0x82,
  deltaLinkedCrl: 0x83,
  fullLinkedCrlWithAlg: 0x84,
  deltaLinkedCrlWithAlg: 0x85,
};

/** What a CRL says, in the words of the vectors; of lists the first entry. */
function said({ typeSpecific: type, ...crl }: CrlContents): Record<string, unknown> {
  const common = {
    version: crl.version,
    crlSeries: crl.crlSeries,
    cracaIdInHeader: toHex(crl.crlCraca),
    issueDate: crl.issueDate,
    nextCrl: crl.nextCrl,
    type: `${type.tag}(0x${(TAGS[type.tag] ?? 0).toString(16)})`,
  };
  if (type.tag === '?') return common;
  if (type.tag === 'fullHashCrl' || type.tag === 'deltaHashCrl') {
    const [first] = type.value.entries;
    return { ...common, crlSerial: type.value.crlSerial, expiry: first?.expiry, id: first && toHex(first.id) };
  }
  const { iRev, indexWithinI, individual } = type.value;
  const jMax = individual?.[0];
  const la = jMax?.contents[0];
  const iMax = la?.contents[0];
  const seeds = iMax?.contents[0];
  return {
    ...common,
    iRev,
    indexWithinI,
    jMax: jMax?.jmax,
    la1Id: la && toHex(la.la1Id),
    la2Id: la && toHex(la.la2Id),
    iMax: iMax?.iMax,
    linkageSeed1: seeds && toHex(seeds.linkageSeed1),
    linkageSeed2: seeds && toHex(seeds.linkageSeed2),
  };
}
const agrees = (item: Vector, crl: CrlContents, trial: Trial): string | undefined => {
  if (!has(item, 'decoded')) return undefined;
  const shown = said(crl);
  for (const [name, value] of Object.entries(object(item, 'decoded'))) {
    if (!(name in shown)) trial.accept(`decoded.${name} is not compared`);
    const differs = name in shown ? difference(value, shown[name], name) : undefined;
    if (differs !== undefined) return `decoded.${differs}`;
  }
  return undefined;
};

interface Device {
  readonly la: readonly [Uint8Array, Uint8Array];
  readonly seeds: readonly [Uint8Array, Uint8Array];
  readonly iRev: number;
  readonly iMax: number;
  readonly jMax: number;
}

function* devices({ typeSpecific: type }: CrlContents): Generator<Device> {
  if (type.tag === '?' || type.tag === 'fullHashCrl' || type.tag === 'deltaHashCrl') return;
  for (const { jmax, contents } of type.value.individual ?? [])
    for (const { la1Id, la2Id, contents: groups } of contents)
      for (const { iMax, contents: entries } of groups)
        for (const { linkageSeed1, linkageSeed2 } of entries)
          yield { la: [la1Id, la2Id], seeds: [linkageSeed1, linkageSeed2], iRev: type.value.iRev, iMax, jMax: jmax };
}
const seedsAt = (crypto: CryptoProvider, { la, seeds, iRev }: Device, i: number): [Uint8Array, Uint8Array] => [
  linkage.laterSeed(crypto, la[0], seeds[0], i - iRev),
  linkage.laterSeed(crypto, la[1], seeds[1], i - iRev),
];
function valueAt(crypto: CryptoProvider, device: Device, i: number, j: number): string {
  const seeds = seedsAt(crypto, device, i);
  const [one, two] = [0, 1].map((n) => linkage.preLinkageValues(crypto, device.la[n]!, seeds[n]!, [j])[0]!);
  return toHex(linkage.linkageValue(one!, two!));
}

/** Every certificate it says it revokes comes out of the seeds of one of its devices. */
const linkageCrl: Check = (item, trial) => {
  const { crypto } = trial;
  const got = secured(item, trial);
  if (typeof got === 'string') return got;
  const all = [...devices(got.crl)];
  if (!Array.isArray(item.revokedCertificates) || item.revokedCertificates.length === 0)
    return 'revokedCertificates: expected a list, got none';
  return firstOf(
    () => agrees(item, got.crl, trial),
    ...Object.entries(has(item, 'seedsAtI') ? object(item, 'seedsAtI') : {}).map(([i, given]) => () => {
      const found = all.some((d) => difference(given, seedsAt(crypto, d, Number(i)).map(toHex)) === undefined);
      return found ? undefined : `seedsAtI.${i}: the seeds of no device of the CRL`;
    }),
    ...(item.revokedCertificates as Vector[]).map((revoked, n) => () => {
      const [i, j] = [number(revoked, 'i'), number(revoked, 'j')];
      const hit = all.some(
        (d) => i >= d.iRev && i <= d.iMax && j <= d.jMax && valueAt(crypto, d, i, j) === revoked.linkageValue,
      );
      return hit ? undefined : `revokedCertificates.${n}: i ${i}, j ${j} is revoked by no device of the CRL`;
    }),
  );
};

const hashCrl: Check = (item, trial) => {
  const got = secured(item, trial);
  if (typeof got === 'string') return got;
  const { typeSpecific: type } = got.crl;
  if (type.tag !== 'fullHashCrl' && type.tag !== 'deltaHashCrl')
    return `type: expected a CRL of hashes, got ${type.tag}`;
  const revoked = trial.certificates.add(octets(item, 'revokedCert'));
  if (!revoked) return 'revokedCert: not read as a certificate';
  const id = hashedId10(revoked.hash);
  return firstOf(
    () => compare(item, trial.crypto, { hashedId10: id }),
    () =>
      type.value.entries.some((entry) => toHex(entry.id) === toHex(id)) ? undefined : 'revokedCert: not on the CRL',
    () => agrees(item, got.crl, trial),
  );
};

/** Seeds and linkage values by `i=0x1A9,j=0`; the CRL in `hex` has to hold the same seeds. */
const values: Check = (item, { crypto }) => {
  const inputs = object(item, 'inputs');
  const device: Device = {
    la: [octets(inputs, 'la1'), octets(inputs, 'la2')],
    seeds: [octets(inputs, 'linkageSeed1'), octets(inputs, 'linkageSeed2')],
    iRev: number(inputs, 'iRev'),
    iMax: has(inputs, 'iMax') ? number(inputs, 'iMax') : 65_535,
    jMax: has(inputs, 'jMax') ? number(inputs, 'jMax') : 255,
  };
  const expected = Object.entries(object(item, 'expected'));
  if (expected.length === 0) return 'expected: nothing to compare';
  return firstOf(
    ...expected.map(([at, value]) => () => {
      const found = /^i=(0x[0-9a-f]+|\d+),j=(0x[0-9a-f]+|\d+)$/i.exec(at.replaceAll(' ', ''));
      if (!found) return `expected: "${at}" names no i and j`;
      return difference(value, valueAt(crypto, device, Number(found[1]), Number(found[2])), at);
    }),
    () => {
      if (!has(item, 'hex')) return undefined;
      const file = inFile(octets(item, 'hex'));
      const crl = file && coer(Ieee1609Dot2Data).decode(file);
      const contents = crl?.ok ? coer(CrlContents).decode(payload(crl.value) ?? new Uint8Array()) : undefined;
      if (!contents?.ok) return 'hex: expected a file with a CRL';
      const { iRev, iMax, jMax } = device;
      const same = [...devices(contents.value)].some(
        (d) =>
          difference(
            { iRev, iMax, jMax, seeds: device.seeds.map(toHex) },
            { iRev: d.iRev, iMax: d.iMax, jMax: d.jMax, seeds: d.seeds.map(toHex) },
          ) === undefined,
      );
      return same ? undefined : 'hex: the CRL holds other seeds';
    },
  );
};

export const revocationSuites: Record<string, Check> = {
  'linkage-crl': linkageCrl,
  'hash-crl': hashCrl,
  'crypto-linkage': values,
};
