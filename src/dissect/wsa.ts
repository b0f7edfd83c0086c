/** What makes a service advertisement that decodes one that nobody may send (IEEE 1609.3 clause 8.2). */
import type { ChannelInfo, RoutingAdvertisement, ServiceInfo, SrvAdvMsg } from '../../asn1/ieee1609dot3/wsa.ts';
import { psidOf } from '../../asn1/ieee1609dot3/wsmp.ts';

/** The largest PSID of four p-encoded octets (IEEE 1609.12). */
const PSID_MAX = 270_549_119;
const INFOS_MAX = 31;

/** The rule that is broken, in a sentence; undefined for an advertisement that receivers take. */
export function wsaFault({ version, body }: SrvAdvMsg): string | undefined {
  const { serviceInfos = [], channelInfos = [], routingAdvertisement } = body;
  if (version !== 3) return `WSA version ${version}, where 3 is read (8.2.2.2)`;
  if (serviceInfos.length > INFOS_MAX) return `${serviceInfos.length} service infos, at most ${INFOS_MAX} (8.2.3)`;
  if (channelInfos.length > INFOS_MAX) return `${channelInfos.length} channel infos, at most ${INFOS_MAX} (8.2.4)`;
  for (const [at, info] of serviceInfos.entries()) {
    const fault = serviceFault(info, channelInfos.length);
    if (fault !== undefined) return `service info ${at}: ${fault}`;
  }
  for (const [at, info] of channelInfos.entries()) {
    const fault = channelFault(info);
    if (fault !== undefined) return `channel info ${at}: ${fault}`;
  }
  return routingAdvertisement && routingFault(routingAdvertisement);
}

function serviceFault({ serviceID, channelIndex, chOptions }: ServiceInfo, channels: number): string | undefined {
  const psid = psidOf(serviceID);
  if (psid > PSID_MAX) return `PSID ${psid} has no p-encoding (1609.12)`;
  if (channelIndex > channels) return `channel index ${channelIndex} of ${channels} channel infos (8.2.3.3)`;
  for (const { tag, value } of chOptions.extensions ?? []) {
    if (tag === 'RcpiThreshold' && value > 220) return `RCPI threshold ${value}, at most 220 (IEEE 802.11)`;
    if (tag === 'WsaCountThreshold' && value === 0) return 'WSA count threshold 0 (8.2.3.5.6)';
    if (tag === 'WsaCountThresholdInterval' && value === 0) return 'WSA count threshold interval 0 (8.2.3.5.7)';
  }
  return undefined;
}

function channelFault({ extensions }: ChannelInfo): string | undefined {
  const access = extensions.extensions?.find(({ tag }) => tag === 'ChannelAccess80211')?.value;
  return typeof access === 'number' && access > 2 ? `channel access ${access} is reserved (8.2.4.8.2)` : undefined;
}

function routingFault({ ipPrefixLength }: RoutingAdvertisement): string | undefined {
  return ipPrefixLength > 128 ? `a prefix of ${ipPrefixLength} bits in an address of 128 (8.2.5.4)` : undefined;
}
