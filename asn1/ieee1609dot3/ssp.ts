/** IEEE 1609.3, module Ieee1609Dot3WsaSsp: what a certificate for service advertisements (PSID 135) lets its holder advertise, COER. */
import { Psid, Uint8 } from '../ieee1609dot2/base.ts';
import {
  bits,
  choice,
  enumerated,
  type Infer,
  integer,
  list,
  named,
  octets,
  optional,
  sequence,
  type Type,
} from '../schema.ts';

const channelIdentifier = sequence({ countryString: octets(3), operatingClass: Uint8, channelNumber: Uint8 });
/** A country as in IEEE 802.11, the operating class there, and the number of a channel in it. */
export interface ChannelIdentifier extends Infer<typeof channelIdentifier> {}
export const ChannelIdentifier: Type<ChannelIdentifier> = named('ChannelIdentifier', channelIdentifier);

const explicitEdcaIdentifier = sequence({
  qosInfo: Uint8,
  reserved: Uint8,
  set1: octets(4),
  set2: octets(4),
  set3: octets(4),
  set4: octets(4),
});
const edcaIdentifier = choice(
  {
    enum: named('EnumeratedEdcaIdentifier', enumerated(['us-j2945-bsm'], [])),
    explicit: named('ExplicitEdcaIdentifier', explicitEdcaIdentifier),
  },
  {},
);
/** A set of channel access parameters by its name, or the octets of IEEE 802.11. */
export type EdcaIdentifier = Infer<typeof edcaIdentifier>;
export const EdcaIdentifier: Type<EdcaIdentifier> = named('EdcaIdentifier', edcaIdentifier);

const channelSpecificProviderPermission = sequence(
  {
    channelId: ChannelIdentifier,
    permittedPsids: optional(list(Psid)),
    permittedEdcaParameters: optional(list(EdcaIdentifier)),
    maximumTransmitPower: optional(Uint8),
  },
  {},
);
/** What may be offered on a channel: which services, under which access parameters, at which power at most. */
export interface ChannelSpecificProviderPermission extends Infer<typeof channelSpecificProviderPermission> {}
export const ChannelSpecificProviderPermission: Type<ChannelSpecificProviderPermission> = named(
  'ChannelSpecificProviderPermission',
  channelSpecificProviderPermission,
);

const wsaSsp = sequence(
  {
    version: integer(1, 1),
    advertiserPermissions: optional(list(ChannelIdentifier)),
    providerPermissions: optional(list(ChannelSpecificProviderPermission)),
  },
  { restrictedClass: optional(bits(8)) },
);
/** Advertising for others, and providing services of one's own, each by channel. */
export interface WsaSsp extends Infer<typeof wsaSsp> {}
export const WsaSsp: Type<WsaSsp> = named('WsaSsp', wsaSsp);
