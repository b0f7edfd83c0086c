/** What numbers are called, for a person who reads a frame. */
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';

/** As IEEE assigned them, and as the field uses them where that differs. */
const PSIDS: ReadonlyMap<number, string> = new Map([
  [0x20, 'basic safety messages'],
  [0x23, 'security management'],
  [0x26, 'misbehaviour reports'],
  [0x27, 'vulnerable road users'],
  [0x80, 'RTCM corrections'],
  [0x82, 'SPaT'],
  [0x83, 'traveller information'],
  [0x87, 'WAVE service advertisements'],
  [0x90, 'sensor data sharing'],
  [0x100, 'certificate revocation lists'],
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
