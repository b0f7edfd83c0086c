/**
 * IEEE 1609.3, module Ieee1609Dot3Wee: WAVE information elements, what extensions of messages and service advertisements
 * hold. Clauses are those the published modules name; the conformance table of 2020 counts the parts of 8.2.2.6 and
 * 8.2.3.5, 8.2.4.8 and 8.2.5.7 themselves, one further.
 */
import { bits, type Infer, integer, named, octets, sequence, type Type, utf8 } from '../schema.ts';

/** 8.3.4.4  dBm. */
export const TXpower80211: Type<number> = named('TXpower80211', integer(-128, 127));
/** 8.3.4.2  A channel's number in IEEE 802.11. */
export const ChannelNumber80211: Type<number> = named('ChannelNumber80211', integer(0, 255));
/** 8.3.4.3  500 kbit/s. */
export const DataRate80211: Type<number> = named('DataRate80211', integer(0, 255));
/** 8.3.4.6  How well the sender knows the time. */
export const CompactTimeConfidence: Type<number> = named('CompactTimeConfidence', integer(0, 255));
/** 8.2.2.6.1  How often the advertisement is sent in five seconds. */
export const RepeatRate: Type<number> = named('RepeatRate', integer(0, 255));

const latitude = sequence({ fill: bits(1), lat: integer(-900_000_000, 900_000_001) });
/** 8.2.2.6.2  0.1 microdegrees; `fill` is zero and makes it 32 bits. */
export interface WsaLatitude extends Infer<typeof latitude> {}
const Latitude: Type<WsaLatitude> = latitude;
const Longitude: Type<number> = named('Longitude', integer(-1_799_999_999, 1_800_000_001));

const twoDLocation = sequence({ latitude: Latitude, longitude: Longitude });
/** 8.2.2.6.2 */
export interface TwoDLocation extends Infer<typeof twoDLocation> {}
export const TwoDLocation: Type<TwoDLocation> = named('TwoDLocation', twoDLocation);

const threeDLocation = sequence({
  latitude: Latitude,
  longitude: Longitude,
  elevation: named('Elevation', integer(-4096, 61_439)),
});
/** 8.2.2.6.3  Elevation in decimetres, -4096 unknown. */
export interface ThreeDLocation extends Infer<typeof threeDLocation> {}
export const ThreeDLocation: Type<ThreeDLocation> = named('ThreeDLocation', threeDLocation);

/** 8.2.2.6.4  Up to 32 octets in all, whatever number of characters. */
export const AdvertiserIdentifier: Type<string> = named('AdvertiserIdentifier', utf8(1, 32));

const providerServiceContext = sequence({ fillBit: bits(3), psc: octets(0, 31) });
/** 8.2.3.5.1  What it means is the application's; `fillBit` is zero. */
export interface ProviderServiceContext extends Infer<typeof providerServiceContext> {}
export const ProviderServiceContext: Type<ProviderServiceContext> = named(
  'ProviderServiceContext',
  providerServiceContext,
);

/** 8.2.3.5.2 */
export const IPv6Address: Type<Uint8Array> = named('IPv6Address', octets(16));
/** 8.2.3.5.3  A port of UDP or TCP. */
export const ServicePort: Type<number> = named('ServicePort', integer(0, 65_535));
/** 8.2.3.5.4  Six octets of IEEE 802. */
export const MACaddress: Type<Uint8Array> = named('MACaddress', octets(6));
/** 8.2.3.5.5  Up to 220: half decibels above -110 dBm. */
export const RcpiThreshold: Type<number> = named('RcpiThreshold', integer(0, 255));
/** 8.2.3.5.6  How many advertisements are to be heard before the service is used; not 0. */
export const WsaCountThreshold: Type<number> = named('WsaCountThreshold', integer(0, 255));
/** 8.2.3.5.7  Within so many tenths of a second; not 0. */
export const WsaCountThresholdInterval: Type<number> = named('WsaCountThresholdInterval', integer(0, 255));
/** 8.2.4.8.2  0 continuous, 1 and 2 alternating in time slot 0 and 1; no more. */
export const ChannelAccess80211: Type<number> = named('ChannelAccess80211', integer(0, 255));
/** 8.2.3.5  What it means is the application's. */
export const ApplicationData: Type<Uint8Array> = named('ApplicationData', octets());

const edcaParameterRecord = sequence({
  res: integer(0, 1),
  aci: integer(0, 3),
  acm: integer(0, 1),
  aifsn: integer(0, 15),
  ecwMax: integer(0, 15),
  ecwMin: integer(0, 15),
  txopLimit: integer(0, 65_535),
});
/** 8.2.4.8.1  The four octets of IEEE 802.11; in the edition of 2016 ecwMax was written as if it took ten bits. */
export interface EdcaParameterRecord extends Infer<typeof edcaParameterRecord> {}
export const EdcaParameterRecord: Type<EdcaParameterRecord> = named('EdcaParameterRecord', edcaParameterRecord);

const edcaParameterSet = sequence({
  acbeRecord: EdcaParameterRecord,
  acbkRecord: EdcaParameterRecord,
  acviRecord: EdcaParameterRecord,
  acvoRecord: EdcaParameterRecord,
});
/** 8.2.4.8.1  Best effort, background, video, voice. */
export interface EdcaParameterSet extends Infer<typeof edcaParameterSet> {}
export const EdcaParameterSet: Type<EdcaParameterSet> = named('EdcaParameterSet', edcaParameterSet);
