/** Sockets of this machine for one test, closed behind it. */
import { afterEach } from 'vitest';
import { openUdp, type Peer, type UdpRadio } from '../../src/net/udp.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
export const loopback = { host: '127.0.0.1', port: 0 };

/** Is closed behind the test; what was opened last, first. */
export function closeAfter(one: { close(): unknown }): void {
  open.push(one);
}
export async function keep<T extends { close(): unknown }>(opening: Promise<T> | T): Promise<T> {
  const made = await opening;
  closeAfter(made);
  return made;
}
/** Two radios that hear each other: the second one's address is known only when the first is there. */
export async function pair(): Promise<[UdpRadio, UdpRadio]> {
  const peers: Peer[] = [];
  const one = await keep(openUdp({ listen: loopback, peers }));
  const other = await keep(openUdp({ listen: loopback, peers: [one.address] }));
  peers.push(other.address);
  return [one, other];
}
