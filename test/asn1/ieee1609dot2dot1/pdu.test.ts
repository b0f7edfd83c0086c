import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coer } from '../../../asn1/coer.ts';
import { CrlSsp } from '../../../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data } from '../../../asn1/ieee1609dot2/data.ts';
import {
  FullIeeeTbsCtl,
  type MultiSignedCtl,
  SequenceOfCertificate,
} from '../../../asn1/ieee1609dot2dot1/management.ts';
import { ScmsPdu, SignedCertificateRequest } from '../../../asn1/ieee1609dot2dot1/pdu.ts';
import { ScmsSsp } from '../../../asn1/ieee1609dot2dot1/ssp.ts';

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
const unhex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

describe('what a component’s SSP says', () => {
  test.each([
    ['root', '810002'],
    ['ica', '830002'],
    ['eca', '840002'],
    ['aca', '850002'],
    ['ra', '8b0002'],
  ] as const)('%s is %s', (tag, octets) => {
    expect(hex(coer(ScmsSsp).encode({ tag, value: { version: 2 } }))).toBe(octets);
  });
  test('a linkage authority adds its laId', () => {
    expect(hex(coer(ScmsSsp).encode({ tag: 'la', value: { version: 2, laId: 0x0102 } }))).toBe('8800020102');
  });
  test('a distribution center is an extension', () => {
    expect(hex(coer(ScmsSsp).encode({ tag: 'dc', value: { version: 2 } }))).toBe('8d020002');
  });
  test('a signer of CRLs names its CRACA and series, as deployed ones do', () => {
    const both = ['00010001010100', '00010101040004000300010002'];
    expect(both.map((o) => coer(CrlSsp).read(unhex(o)))).toMatchObject([
      { associatedCraca: 'isCraca', crls: [256] },
      { associatedCraca: 'issuerIsCraca', crls: [4, 3, 1, 2] },
    ]);
    for (const o of both) expect(hex(coer(CrlSsp).encode(coer(CrlSsp).read(unhex(o))))).toBe(o);
  });
});

/** The trust lists in a PDU, and in the chain file it may be. */
function trustLists(pdu: Uint8Array): MultiSignedCtl[] {
  const { content } = coer(ScmsPdu).read(pdu);
  if (content.tag !== 'cert') return [];
  const { tag, value } = content.value;
  if (tag === 'multiSignedCtl') return [value];
  if (tag !== 'certificateChain' && tag !== 'compositeCrl') return [];
  const home = value.homeCtl.value.content;
  return home.tag === 'unsecuredData' ? trustLists(home.value) : [];
}

const folder = '../shared/vectors/wire/';
const there = existsSync(folder);
interface Vector {
  readonly id: string;
  readonly hex: string;
}
const vectors = (name: string): Vector[] => (there ? JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) : []);

describe.skipIf(!there)(
  `messages of other implementations${there ? '' : ' (skipped: ../shared/vectors is not there)'}`,
  () => {
    /** The PDUs in the clear within, however deep. */
    function* pdus(octets: Uint8Array): Generator<Uint8Array> {
      const { content } = coer(Ieee1609Dot2Data).read(octets);
      if (content.tag === 'unsecuredData') yield content.value;
      else if (content.tag === 'signedData' && content.value.tbsData.value.payload.data)
        yield* pdus(content.value.tbsData.value.payload.data.octets);
      else if (content.tag === 'signedCertificateRequest') {
        // Version 1 is of the CAMP proof of concept, another protocol under the same wrapping.
        if (content.value[1] === 1)
          expect(coer(SignedCertificateRequest).decode(content.value)).toMatchObject({ ok: false });
        else yield coer(SignedCertificateRequest).read(content.value).tbsRequest.octets;
      }
    }
    test.each(['scms-pdu', 'spdu-certrequest'])('of %s decode, and encode to the same octets', (name) => {
      let seen = 0;
      for (const { id, hex: octets } of vectors(name))
        for (const pdu of pdus(unhex(octets))) {
          const got = coer(ScmsPdu).decode(pdu);
          if (!got.ok) throw new Error(`${id}: ${JSON.stringify(got.malformed)}`);
          expect(hex(coer(ScmsPdu).encode(got.value)), id).toBe(hex(pdu));
          seen++;
        }
      expect(seen).toBeGreaterThan(1);
    });
    test('of electors: a trust list says what it is, and its certificates are some', () => {
      const lists = vectors('scms-pdu').flatMap(({ hex: octets }) => [...pdus(unhex(octets))].flatMap(trustLists));
      expect(lists.length).toBeGreaterThan(0);
      for (const { type, tbsCtl, unsigned, signatures } of lists) {
        expect(type).toBe(1);
        const tbs = coer(FullIeeeTbsCtl).read(tbsCtl);
        expect(tbs.rootCaApprove.length + tbs.electorApprove.length).toBeGreaterThan(0);
        expect(coer(FullIeeeTbsCtl).encode(tbs)).toEqual(tbsCtl);
        const certificates = coer(SequenceOfCertificate).read(unsigned);
        expect(coer(SequenceOfCertificate).encode(certificates)).toEqual(unsigned);
        expect(signatures.length).toBeGreaterThan(0);
      }
    });
  },
);
