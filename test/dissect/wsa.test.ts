import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { fromHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { type ServiceInfoExt, SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { pEncode, ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { uper } from '../../asn1/uper.ts';
import { noble } from '../../src/crypto/noble.ts';
import { dissect } from '../../src/dissect/dissect.ts';
import { textOf } from '../../src/dissect/text.ts';
import { wsaFault } from '../../src/dissect/wsa.ts';

const service = { serviceID: pEncode(0x20), channelIndex: 1, chOptions: {} };
const channel = {
  operatingClass: 17,
  channelNumber: 172,
  powerLevel: 20,
  dataRate: { adaptable: { octets: Uint8Array.of(0x80), length: 1 }, dataRate: 12 },
  extensions: {},
};
const routing = {
  lifetime: 1800,
  ipPrefix: new Uint8Array(16),
  ipPrefixLength: 64,
  defaultGateway: new Uint8Array(16).fill(1),
  primaryDns: new Uint8Array(16).fill(2),
  extensions: [{ tag: 'GatewayMacAddress', value: new Uint8Array(6) }],
} as const;
const changeCount = { saID: 1, contentCount: 2 };
const body = { changeCount, serviceInfos: [service], channelInfos: [channel], routingAdvertisement: routing };
const sound: SrvAdvMsg = { version: 3, body };
const withService = (extension: ServiceInfoExt) => ({
  version: 3,
  body: { ...body, serviceInfos: [{ ...service, chOptions: { extensions: [extension] } }] },
});

describe('a service advertisement', () => {
  it('that nothing is wrong with is taken, and read as it was written', () => {
    expect(wsaFault(sound)).toBeUndefined();
    expect(uper(SrvAdvMsg).read(uper(SrvAdvMsg).encode(sound))).toEqual(sound);
  });
  it('has a version, four presence bits, and counts before anything else', () => {
    const octets = uper(SrvAdvMsg).encode({ version: 3, body: { changeCount } });
    expect(octets).toEqual(fromHex('3012'));
  });
  it.each([
    ['version', { ...sound, version: 2 }],
    ['service infos', { version: 3, body: { ...body, serviceInfos: Array(32).fill(service) } }],
    ['channel infos', { version: 3, body: { ...body, channelInfos: Array(32).fill(channel) } }],
    ['channel index 1 of 0', { version: 3, body: { changeCount, serviceInfos: [service] } }],
    ['RCPI', withService({ tag: 'RcpiThreshold', value: 221 })],
    ['threshold 0', withService({ tag: 'WsaCountThreshold', value: 0 })],
    ['interval 0', withService({ tag: 'WsaCountThresholdInterval', value: 0 })],
    [
      'access 3',
      {
        version: 3,
        body: {
          changeCount,
          channelInfos: [{ ...channel, extensions: { extensions: [{ tag: 'ChannelAccess80211', value: 3 }] } }],
        },
      },
    ],
    ['129 bits', { version: 3, body: { changeCount, routingAdvertisement: { ...routing, ipPrefixLength: 129 } } }],
  ] as const satisfies readonly (readonly [string, SrvAdvMsg])[])('is refused for its %s', (why, message) => {
    expect(wsaFault(message)).toContain(why);
  });
  it('takes a channel index of 0 for none', () => {
    expect(
      wsaFault({ version: 3, body: { changeCount, serviceInfos: [{ ...service, channelIndex: 0 }] } }),
    ).toBeUndefined();
  });
  it.each([
    ['bare', (octets: Uint8Array) => octets],
    [
      'as IEEE 1609.2 data',
      (octets: Uint8Array) =>
        coer(Ieee1609Dot2Data).encode({ protocolVersion: 3, content: { tag: 'unsecuredData', value: octets } }),
    ],
  ])('is found in a WSM of its PSID, %s', (_, wrapped) => {
    const octets = uper(ShortMsgNpdu).encode({
      subtype: { tag: 'nullNetworking', value: { version: 3 } },
      transport: { tag: 'bcMode', value: { addrInfo: pEncode(135) } },
      body: wrapped(uper(SrvAdvMsg).encode(sound)),
    } as ShortMsgNpdu);
    const got = dissect({ label: 'frame', octets }, 'auto', noble);
    expect(got.faults).toEqual([]);
    expect(textOf(got)).toContain('PSID 32 (0x20, basic safety messages)');
  });
  it('is known by its octets alone', () => {
    const octets = uper(SrvAdvMsg).encode(sound);
    const { layer, faults } = dissect({ label: 'frame', octets }, 'auto', noble);
    expect(faults).toEqual([]);
    expect(layer?.kind).toBe('wsa');
  });
});
