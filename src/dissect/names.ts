/** What numbers are called, for a person who reads a frame. */
import { BTP_PORT } from '../../asn1/etsi/btp.ts';
import { MESSAGE_ID } from '../../asn1/etsi/message.ts';
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';

/** As IEEE assigned them, and as the field uses them where that differs. */
const PSIDS: ReadonlyMap<number, string> = new Map([
  [0x20, 'basic safety messages'],
  [0x23, 'security management'],
  [36, 'CAM'],
  [37, 'DENM'],
  [0x26, 'misbehaviour reports'],
  [0x27, 'vulnerable road users'],
  [0x80, 'RTCM corrections'],
  [0x82, 'SPaT'],
  [0x83, 'traveller information'],
  [0x87, 'WAVE service advertisements'],
  [137, 'SPATEM'],
  [138, 'MAPEM'],
  [139, 'IVIM'],
  [140, 'SREM'],
  [141, 'GeoNetworking management'],
  [0x90, 'sensor data sharing'],
  [0x100, 'certificate revocation lists'],
  [622, 'ETSI revocation lists'],
  [623, 'ETSI certificate requests'],
  [624, 'ETSI trust lists'],
  [637, 'SSEM'],
  [638, 'VAM'],
  [639, 'CPM'],
  [0x20_4095, 'signal status'],
  [0x20_4096, 'signal requests'],
  [0x20_4097, 'MAP and intersections'],
  [TMC_PSID, 'signal commands of a traffic management centre'],
]);

/** `32 (0x20, basic safety messages)` */
export function psidText(psid: number): string {
  const name = PSIDS.get(psid);
  return `${psid} (0x${psid.toString(16)}${name ? `, ${name}` : ''})`;
}

/** `2004 (SPATEM)` */
export const portText = (port: number): string => withName(port, BTP_PORT);
/** `4 (spatem)` */
export const messageText = (id: number): string => withName(id, MESSAGE_ID);
function withName(number: number, names: Readonly<Record<string, number>>): string {
  const name = Object.keys(names).find((key) => names[key] === number);
  return name === undefined ? String(number) : `${number} (${name})`;
}
