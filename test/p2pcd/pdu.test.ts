/** The response on the air, octet by octet and in the eyes of decoders that others wrote. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { LINK, pcap } from '../../src/capture/pcap.ts';
import { wrap } from '../../src/net/wsm.ts';
import { decodeResponse, encodeResponse } from '../../src/p2pcd/pdu.ts';
import { usual } from '../../src/p2pcd/policy.ts';
import { unsecured } from '../../src/secure/sign.ts';
import type { Micros } from '../../src/world.ts';
import { missing, Peer } from '../interop/peer.ts';
import { tsharkMissing } from '../interop/tshark.ts';
import { aca, ica } from '../pki.ts';

const response = encodeResponse([aca.record, ica.record]);
const WSMP_ETHERTYPE = 0x88dc;

describe('a response', () => {
  test('is unsecured data with version 1, the first alternative, and the certificates as they are', () => {
    const { octets } = aca.record;
    // Ieee1609Dot2Data: version 3, unsecuredData; PDU: version 1, caCerts, one of them.
    const pdu = `01800101${toHex(octets)}`;
    expect(octets.length).toBeGreaterThan(123);
    expect(octets.length).toBeLessThan(252);
    const length = (octets.length + 4).toString(16).padStart(2, '0');
    expect(toHex(encodeResponse([aca.record]))).toBe(`038081${length}${pdu}`);
  });
  test('is read back, and other data are not', () => {
    expect(decodeResponse(response)?.map((c) => toHex(c.octets))).toEqual(
      [aca, ica].map((c) => toHex(c.record.octets)),
    );
    const others = [
      unsecured(new Uint8Array(0)),
      response.with(response.length - 1, 0).slice(0, -1),
      aca.record.octets,
    ];
    expect(others.map(decodeResponse)).toEqual([undefined, undefined, undefined]);
  });
  test('goes under the PSID of peer-to-peer distribution, p-encoded in two octets', () => {
    expect(toHex(wrap(usual.psid, response)).slice(0, 8)).toBe('03008008');
  });
});

const without = missing('rasn');
describe.skipIf(without)(`rasn${without ? ` (skipped: ${without})` : ''}`, () => {
  test('reads the PDU, and writes it again as it was', async () => {
    const data = coer(Ieee1609Dot2Data).read(response);
    if (data.content.tag !== 'unsecuredData') throw new Error('not unsecured');
    const pdu = toHex(data.content.value);
    const rasn = new Peer('rasn');
    try {
      const [said, again, json] = (await rasn.ask(`Peer2PeerPDU ${pdu}`)).split(' ', 3);
      expect([said, again]).toEqual(['ok', pdu]);
      expect(json).toContain('caCerts');
      expect(await rasn.ask(`Ieee1609Dot2Data ${toHex(response)}`)).toMatch(new RegExp(`^ok ${toHex(response)} `));
    } finally {
      rasn.stop();
    }
  });
});

const USER_0 = 'uat:user_dlts:"User 0 (DLT=147)","ieee1609dot2.data","0","","0",""';
/** What tshark says of one frame, each field after the other; the last two are its marks. */
function dissected(linkType: number, octets: Uint8Array, ...names: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'p2pcd-'));
  try {
    const file = join(folder, 'response.pcap');
    writeFileSync(file, pcap({ linkType }, [{ at: 1e12 as Micros, octets }]));
    const fields = [...names, '_ws.malformed', '_ws.expert.message'].flatMap((name) => ['-e', name]);
    const asked = ['-o', USER_0, '-r', file, '-T', 'fields', '-E', 'separator=|', ...fields];
    const run = spawnSync('tshark', asked, { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`tshark ended with ${run.status}: ${run.stderr}`);
    return run.stdout.trimEnd().split('|');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const noShark = tsharkMissing();
describe.skipIf(noShark)(`tshark${noShark ? ` (skipped: ${noShark})` : ''}`, () => {
  test('sees a WSM under PSID 136, which it knows as that of peer-to-peer distribution', () => {
    const wsm = wrap(usual.psid, response);
    const frame = new Uint8Array(14 + wsm.length).fill(0xff, 0, 6);
    frame.set([2, 0, 0, 0, 0, 1, WSMP_ETHERTYPE >> 8, WSMP_ETHERTYPE & 255], 6);
    frame.set(wsm, 14);
    const [protocols, psid, ...marks] = dissected(LINK.ethernet, frame, 'frame.protocols', 'wsmp.psid');
    expect([protocols, Number(psid), marks.join('')]).toEqual(['eth:ethertype:wsmp', 136, '']);
  });
  test('sees unsecured data of IEEE 1609.2, and in it what rasn reads', () => {
    const names = ['frame.protocols', 'ieee1609dot2.unsecuredData'];
    const { content } = coer(Ieee1609Dot2Data).read(response);
    const pdu = content.tag === 'unsecuredData' ? toHex(content.value) : undefined;
    expect(dissected(LINK.user0, response, ...names)).toEqual(['user_dlt:ieee1609dot2', pdu, '', '']);
  });
});
