/** IEEE 1609.3 clause 8.2, module Ieee1609Dot3Wsa: the WAVE service advertisement (WSA), UPER: which services are to be had on which channel. */
import { bits, byId, type Infer, integer, list, named, nil, octets, optional, sequence, type Type } from '../schema.ts';
import {
  AdvertiserIdentifier,
  ApplicationData,
  ChannelAccess80211,
  ChannelNumber80211,
  EdcaParameterSet,
  IPv6Address,
  MACaddress,
  ProviderServiceContext,
  RcpiThreshold,
  RepeatRate,
  ServicePort,
  ThreeDLocation,
  TwoDLocation,
  TXpower80211,
  WsaCountThreshold,
  WsaCountThresholdInterval,
} from './element.ts';
import { VarLengthNumber } from './wsmp.ts';

const RefExt: Type<number> = named('RefExt', integer(0, 255));
const NAMES = { id: 'extensionId', value: 'value' } as const;

const channelInfoExt = byId(
  RefExt,
  { EdcaParameterSet: [12, EdcaParameterSet], ChannelAccess80211: [21, ChannelAccess80211] },
  NAMES,
);
/** 8.2.4.8 */
export type ChannelInfoExt = Infer<typeof channelInfoExt>;
export const ChannelInfoExt: Type<ChannelInfoExt> = named('ChannelInfoExt', channelInfoExt);

// Seven bits nobody uses make the indicator an octet.
const chInfoOptions = sequence({
  option1: optional(nil),
  option2: optional(nil),
  option3: optional(nil),
  option4: optional(nil),
  option5: optional(nil),
  option6: optional(nil),
  option7: optional(nil),
  extensions: optional(list(ChannelInfoExt)),
});
const channelInfo = sequence({
  operatingClass: named('OperatingClass80211', integer(0, 255)),
  channelNumber: ChannelNumber80211,
  powerLevel: TXpower80211,
  dataRate: named('WsaChInfoDataRate', sequence({ adaptable: bits(1), dataRate: integer(0, 127) })),
  extensions: named('ChInfoOptions', chInfoOptions),
});
/** 8.2.4.1  Class, channel and power (dBm) as in IEEE 802.11; `dataRate` in 500 kbit/s. */
export interface ChannelInfo extends Infer<typeof channelInfo> {}
export const ChannelInfo: Type<ChannelInfo> = named('ChannelInfo', channelInfo);

const extendedChannelInfo = byId(
  named('MedType', integer(0, 255)),
  { unknown: [0, nil], any: [1, nil], ChannelInfo: [5, ChannelInfo] },
  { id: 'medId', value: 'value' },
);
/** 8.2.2.6.5.1  Number 12, LTE-V2X, holds types of 3GPP and stays the octets it came in. */
export type ExtendedChannelInfo = Infer<typeof extendedChannelInfo>;
export const ExtendedChannelInfo: Type<ExtendedChannelInfo> = named('ExtendedChannelInfo', extendedChannelInfo);

const srvAdvMsgHeaderExt = byId(
  RefExt,
  {
    RepeatRate: [17, RepeatRate],
    TwoDLocation: [5, TwoDLocation],
    ThreeDLocation: [6, ThreeDLocation],
    AdvertiserIdentifier: [7, AdvertiserIdentifier],
    ExtendedChannelInfos: [84, named('ExtendedChannelInfos', list(ExtendedChannelInfo))],
  },
  NAMES,
);
/** 8.2.2.6 */
export type SrvAdvMsgHeaderExt = Infer<typeof srvAdvMsgHeaderExt>;
export const SrvAdvMsgHeaderExt: Type<SrvAdvMsgHeaderExt> = named('SrvAdvMsgHeaderExt', srvAdvMsgHeaderExt);

const serviceInfoExt = byId(
  RefExt,
  {
    ProviderServiceContext: [8, ProviderServiceContext],
    IPv6Address: [9, IPv6Address],
    ServicePort: [10, ServicePort],
    ProviderMacAddress: [11, MACaddress],
    RcpiThreshold: [19, RcpiThreshold],
    WsaCountThreshold: [20, WsaCountThreshold],
    WsaCountThresholdInterval: [22, WsaCountThresholdInterval],
    ProtocolType: [24, VarLengthNumber],
    AssertedBySASigner: [26, nil],
    ApplicationData: [85, ApplicationData],
  },
  NAMES,
);
/** 8.2.3.5 */
export type ServiceInfoExt = Infer<typeof serviceInfoExt>;
export const ServiceInfoExt: Type<ServiceInfoExt> = named('ServiceInfoExt', serviceInfoExt);

const channelOptions = sequence({
  reserved1: optional(nil),
  reserved2: optional(nil),
  extensions: optional(list(ServiceInfoExt)),
});
const serviceInfo = sequence({
  serviceID: VarLengthNumber,
  channelIndex: named('ChannelIndex', integer(0, 31)),
  chOptions: named('ChannelOptions', channelOptions),
});
/** 8.2.3.1  `serviceID` is a PSID; `channelIndex` counts the channel infos from 1, 0 is none of them. */
export interface ServiceInfo extends Infer<typeof serviceInfo> {}
export const ServiceInfo: Type<ServiceInfo> = named('ServiceInfo', serviceInfo);

const routAdvertExt = byId(RefExt, { SecondaryDns: [13, IPv6Address], GatewayMacAddress: [14, MACaddress] }, NAMES);
/** 8.2.5.7 */
export type RoutAdvertExt = Infer<typeof routAdvertExt>;
export const RoutAdvertExt: Type<RoutAdvertExt> = named('RoutAdvertExt', routAdvertExt);

const routingAdvertisement = sequence({
  lifetime: integer(0, 65_535),
  ipPrefix: octets(16),
  ipPrefixLength: integer(0, 255),
  defaultGateway: IPv6Address,
  primaryDns: IPv6Address,
  extensions: list(RoutAdvertExt),
});
/** 8.2.5  `lifetime` in seconds, `ipPrefixLength` in bits. */
export interface RoutingAdvertisement extends Infer<typeof routingAdvertisement> {}
export const RoutingAdvertisement: Type<RoutingAdvertisement> = named('RoutingAdvertisement', routingAdvertisement);

const srvAdvBody = sequence({
  changeCount: sequence({ saID: integer(0, 15), contentCount: integer(0, 15) }),
  extensions: optional(list(SrvAdvMsgHeaderExt)),
  serviceInfos: optional(list(ServiceInfo)),
  channelInfos: optional(list(ChannelInfo)),
  routingAdvertisement: optional(RoutingAdvertisement),
});
/** 8.2.2  `saID` stays with the advertisement, `contentCount` changes with what is in it. */
export interface SrvAdvBody extends Infer<typeof srvAdvBody> {}
export const SrvAdvBody: Type<SrvAdvBody> = named('SrvAdvBody', srvAdvBody);

const srvAdvMsg = sequence({ version: integer(0, 15), body: SrvAdvBody });
/** 8.2.2  `version` is 3. */
export interface SrvAdvMsg extends Infer<typeof srvAdvMsg> {}
export const SrvAdvMsg: Type<SrvAdvMsg> = named('SrvAdvMsg', srvAdvMsg);
