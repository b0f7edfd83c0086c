/** Which fields hold something more to read, and what kinds it may be. */
import { BTP_PORT } from '../../asn1/etsi/btp.ts';
import { MESSAGE_ID } from '../../asn1/etsi/message.ts';
import { AcpcPsid } from '../../asn1/ieee1609dot2dot1/acpc.ts';
import type { Field } from '../../asn1/trace.ts';
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';
import type { Kind } from './kinds.ts';

/** What the layers around say. */
export interface Outside {
  readonly kind?: Kind;
  readonly psid?: number | undefined;
  /** The destination port of BTP. */
  readonly port?: number | undefined;
  /** The SPDU came in a secured packet of GeoNetworking. */
  readonly secured?: boolean;
}
/** And the layer a field is in. */
export interface Around extends Outside {
  readonly kind: Kind;
}
/** Octets in a field that are one of some kinds; where not `strict` they may as well be something else. */
export interface Contents {
  readonly octets: Uint8Array;
  readonly kinds: readonly Kind[];
  readonly strict: boolean;
}

/** Service advertisements (IEEE 1609.12). */
const WSA_PSID = 0x87;
/** Applications whose messages travel over GeoNetworking (TS 102 965). */
const GEONETWORKING_PSIDS: readonly number[] = [36, 37, 137, 138, 139, 140, 141, 637, 638, 639];
/** Lists and requests of TS 102 941, which stay octets. */
const TRUST_PSIDS: readonly number[] = [622, 623, 624];

export function contentsOf(
  { name, value }: Field,
  { kind, psid, port, secured = false }: Around,
): Contents | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  switch (name) {
    case 'body':
      if (kind === 'its') return undefined;
      if (kind !== 'wsm') return message(value, port);
      return value[0] === 3
        ? { octets: value, kinds: ['spdu'], strict: true }
        : { octets: value, kinds: psid === WSA_PSID ? ['wsa'] : ['messageframe'], strict: roadMessage(value) };
    case 'securedPacket':
      return { octets: value, kinds: ['spdu'], strict: true };
    case 'unsecuredData': {
      if (secured) return { octets: value, kinds: ['geonetworking-inside'], strict: true };
      const kinds = payloadKinds(psid);
      return { octets: value, kinds, strict: psid === TMC_PSID || (kinds[0] === 'messageframe' && roadMessage(value)) };
    }
    // Of a MultiSignedCtl, where its type is 1; of another type they would be something else.
    case 'tbsCtl':
      return { octets: value, kinds: ['ctl'], strict: false };
    case 'unsigned':
      return { octets: value, kinds: ['certificates'], strict: false };
    case 'signedCertificateRequest':
      return { octets: value, kinds: ['request'], strict: false };
    default:
      return undefined;
  }
}

/** Lists are signed under the PSID of security management in the field, under their own in the standard. */
function payloadKinds(psid: number | undefined): readonly Kind[] {
  if (psid === 0x100) return ['crl'];
  if (psid === 0x23) return ['scms', 'crl'];
  if (psid === WSA_PSID) return ['wsa'];
  if (psid === AcpcPsid) return ['acpc'];
  if (psid === TMC_PSID) return ['tmc'];
  if (psid === undefined) return ['messageframe', 'scms', 'spdu'];
  if (TRUST_PSIDS.includes(psid)) return [];
  return GEONETWORKING_PSIDS.includes(psid) ? ['geonetworking-inside'] : ['messageframe', 'scms'];
}
/** Begins like one: a message id in use, below the test messages. */
const roadMessage = (octets: Uint8Array): boolean =>
  octets.length > 3 && octets[0] === 0 && octets[1]! >= 18 && octets[1]! < 64;

/** Known by its messageID, and certain where the port says the same and it is of the version that TS 103 301 has now. */
function message(octets: Uint8Array, port: number | undefined): Contents {
  const read = READ.find((name) => MESSAGE_ID[name] === octets[1]);
  const strict = read !== undefined && octets[0] === 2 && BTP_PORT[MESSAGE_NAME[read]] === port;
  return { octets, kinds: [read ?? 'its'], strict };
}
const READ = ['spatem', 'mapem', 'srem', 'ssem', 'rtcmem'] as const;
const MESSAGE_NAME = { spatem: 'SPATEM', mapem: 'MAPEM', srem: 'SREM', ssem: 'SSEM', rtcmem: 'RTCMEM' } as const;
