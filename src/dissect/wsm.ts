/** What makes a WSM that decodes one that nobody may send (IEEE 1609.3 clause 8). */
import { psidOf, type ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';

/** WsmMaxLength of the MIB, its default. */
export const WSM_OCTETS_MAX = 1400;
/** The largest PSID of four p-encoded octets (IEEE 1609.12). */
const PSID_MAX = 270_549_119;

/** The rule that is broken, in a sentence; undefined for a WSM that receivers take. */
export function wsmFault({ subtype, transport, body }: ShortMsgNpdu, octetsMax = WSM_OCTETS_MAX): string | undefined {
  if (subtype.tag !== 'nullNetworking') return `subtype ${subtype.tag} is reserved (8.3.2)`;
  const { version } = subtype.value as { version: number };
  if (version !== 3) return `WSMP version ${version}, where 3 is read (8.3.2)`;
  if (transport.tag !== 'bcMode') return `TPID ${transport.tag} is reserved (8.3.3)`;
  const { addrInfo } = transport.value as Extract<ShortMsgNpdu['transport'], { tag: 'bcMode' }>['value'];
  const psid = psidOf(addrInfo);
  if (psid > PSID_MAX) return `PSID ${psid} has no p-encoding (1609.12)`;
  if (body.length > octetsMax) return `${body.length} octets of data, over WsmMaxLength ${octetsMax} (8.2)`;
  return undefined;
}
