import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coer } from '../../../asn1/coer.ts';
import { ETSI, EtsiOriginatingHeaderInfoExtension } from '../../../asn1/etsi/extension.ts';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import { AppExtension, CertIssueExtension, CertRequestExtension } from '../../../asn1/ieee1609dot2/certificate.ts';
import { contribute, contributed, IEEE_1609 } from '../../../asn1/ieee1609dot2/contributed.ts';
import { ContributedExtensionBlock, HeaderInfo, Ieee1609HeaderInfoExtension } from '../../../asn1/ieee1609dot2/data.ts';
import { type Granted, granted, grantIssue, grantRequest } from '../../../asn1/ieee1609dot2/granted.ts';
import { jer } from '../../../asn1/jer.ts';
import { arbitrary } from '../../arbitrary.ts';

const ca = fromHex('0102030405060708');

describe('the extensions of a header', () => {
  it('are read by their contributor, in their order, beside those of others', () => {
    const blocks = [
      contribute(IEEE_1609, [{ tag: 'p2pcd8ByteLearningRequest', value: ca }]),
      { contributorId: 200, extns: [fromHex('c0ffee')] },
      contribute(ETSI, [
        { tag: 'etsiTs102941DeltaCtlRequest', value: { issuerId: ca, lastKnownCtlSequence: 7 } },
        { tag: '?', value: { index: 9, octets: fromHex('00ff') } },
      ]),
    ];
    const octets = coer(HeaderInfo).encode({ psid: 36, contributedExtensions: blocks });
    const { contributedExtensions } = coer(HeaderInfo).read(octets);
    expect(contributed(contributedExtensions, IEEE_1609)).toEqual([
      { ok: true, value: { tag: 'p2pcd8ByteLearningRequest', value: ca } },
    ]);
    expect(contributed(contributedExtensions, ETSI)).toEqual([
      { ok: true, value: { tag: 'etsiTs102941DeltaCtlRequest', value: { issuerId: ca, lastKnownCtlSequence: 7 } } },
      { ok: true, value: { tag: '?', value: { index: 9, octets: fromHex('00ff') } } },
    ]);
    expect(contributed(undefined, ETSI)).toEqual([]);
  });
  it('have an id, a length and their content, without a preamble: no module marks them extensible', () => {
    const block = contribute(IEEE_1609, [{ tag: 'p2pcd8ByteLearningRequest', value: ca }]);
    // contributor 1; one extension, of ten octets; id 1, eight octets.
    expect(toHex(coer(ContributedExtensionBlock).encode(block))).toBe(`0101010a0108${toHex(ca)}`);
    const crl = contribute(ETSI, [{ tag: 'etsiTs102941CrlRequest', value: { issuerId: ca, lastKnownUpdate: 1 } }]);
    expect(toHex(coer(ContributedExtensionBlock).encode(crl))).toBe(`0201010f010d80${toHex(ca)}00000001`);
  });
  it('that are none of their type are said to be, each for itself', () => {
    const blocks = [{ contributorId: 1, extns: [fromHex('010101'), fromHex(`0108${toHex(ca)}`)] }];
    const [bad, good] = contributed(blocks, IEEE_1609);
    expect(bad).toMatchObject({ ok: false, malformed: { octet: 2, path: ['content'] } });
    expect(good).toMatchObject({ ok: true });
  });
  it('come out as they went in, whatever contributor and extension', () => {
    fc.assert(
      fc.property(fc.array(arbitrary(ContributedExtensionBlock), { minLength: 1, maxLength: 4 }), (blocks) => {
        const octets = coer(HeaderInfo).encode({ psid: 1, contributedExtensions: blocks });
        const back = coer(HeaderInfo).read(octets);
        expect(back.contributedExtensions).toEqual(blocks);
        expect(toHex(coer(HeaderInfo).encode(back))).toBe(toHex(octets));
        expect(jer(HeaderInfo).from(jer(HeaderInfo).to(back)).contributedExtensions).toEqual(blocks);
      }),
    );
    for (const { contributor, type } of [
      { contributor: IEEE_1609, type: Ieee1609HeaderInfoExtension },
      { contributor: ETSI, type: EtsiOriginatingHeaderInfoExtension },
    ] as readonly { contributor: typeof IEEE_1609; type: typeof Ieee1609HeaderInfoExtension }[])
      fc.assert(
        fc.property(fc.array(arbitrary(type), { minLength: 1, maxLength: 4 }), (values) => {
          const read = contributed([contribute(contributor, values)], contributor);
          expect(read).toEqual(values.map((value) => ({ ok: true, value })));
          for (const value of values) expect(jer(type).from(jer(type).to(value))).toEqual(value);
        }),
      );
  });
  it('are one at least in a block', () => {
    expect(() => contribute(ETSI, [])).toThrow(RangeError);
  });
});

describe('the extensions of a certificate', () => {
  it('name an organisation by its object identifier', () => {
    const octets = coer(AppExtension).encode({ tag: 'operatingOrganizationId', value: '1.2.840' });
    expect(toHex(octets)).toBe('0104032a8648');
    expect(coer(AppExtension).read(fromHex('0902c0de'))).toEqual({
      tag: '?',
      value: { index: 9, octets: fromHex('c0de') },
    });
  });
  it.each([
    ['every value', { tag: 'all', value: { id: 4 } }, '0481'],
    ['the NULL of an organisation', { tag: 'operatingOrganizationId', value: null }, '018000'],
    ['what nobody knows', { tag: '?', value: { index: 8, octets: fromHex('ab') } }, '088001ab'],
  ] as readonly (readonly [string, Granted, string])[])('grant %s', (_, what, hex) => {
    expect(toHex(coer(CertIssueExtension).encode(grantIssue(what)))).toBe(hex);
    expect(toHex(coer(CertRequestExtension).encode(grantRequest(what)))).toBe(hex);
    expect(granted(coer(CertIssueExtension).read(fromHex(hex)))).toEqual({ ok: true, value: what });
    expect(granted(coer(CertRequestExtension).read(fromHex(hex)))).toEqual({ ok: true, value: what });
  });
  it('that grant an organisation with something behind the NULL are malformed', () => {
    expect(granted(coer(CertIssueExtension).read(fromHex('01800100')))).toMatchObject({
      ok: false,
      malformed: { code: 'trailing' },
    });
  });
});
