import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ethernetFrame, macFrom, unwrap } from '../../src/capture/link.ts';
import { LINK, pcap } from '../../src/capture/pcap.ts';

const octets = (...hex: string[]): Uint8Array => Uint8Array.from(Buffer.from(hex.join('').replace(/\s/g, ''), 'hex'));
const hex = (some: Uint8Array): string => Buffer.from(some).toString('hex');
const WSM = '03 00 20 04 03 80 01 00';
const SPDU = '03 81 00 40 03 80 02 14 15';
const macs = 'ffffffffffff 020304050607';
const given = (linkType: number, frame: Uint8Array, fcs?: number): string => {
  const read = unwrap(linkType, frame, fcs);
  return read.ok ? `${read.kind} ${hex(read.octets)}` : `${read.code} ${read.octet}`;
};
const wsm = `wsm ${hex(octets(WSM))}`;
const spdu = `spdu ${hex(octets(SPDU))}`;
const ipv4 = (payload: string, flags = '0000', protocol = '11'): string => {
  const length = octets(payload).length + 8;
  const total = (length + 20).toString(16).padStart(4, '0');
  return `4500 ${total} 0001 ${flags} 40 ${protocol} 0000 c0000201 c0000202 1130 1130 ${length.toString(16).padStart(4, '0')} 0000 ${payload}`;
};
const ipv6 = (payload: string): string => {
  const length = (octets(payload).length + 8).toString(16).padStart(4, '0');
  return `60000000 ${length} 11 40 ${'00'.repeat(32)} 1130 1130 ${length} 0000 ${payload}`;
};
const dot11 = (control: string, after = '', sequence = '2000', to = 'ffffffffffff'): string =>
  `${control} 0000 ${to} 020304050607 ffffffffffff ${sequence} ${after}`;
const LLC = 'aaaa03000000 88dc';

describe('a captured frame', () => {
  it.each([
    ['Ethernet', 1, `${macs} 88dc ${WSM}`, wsm],
    ['Ethernet with a VLAN tag', 1, `${macs} 8100 6001 88dc ${WSM}`, wsm],
    ['Ethernet with two VLAN tags', 1, `${macs} 88a8 0001 8100 6001 88dc ${WSM}`, wsm],
    ['Ethernet of the 802.3 kind with LLC', 1, `${macs} 0010 ${LLC} ${WSM} 000000`, wsm],
    ['Ethernet with UDP', 1, `${macs} 0800 ${ipv4(SPDU)} 0000`, spdu],
    ['Ethernet with UDP over IPv6', 1, `${macs} 86dd ${ipv6(WSM)}`, wsm],
    ['bare IP', 101, ipv4(WSM), wsm],
    ['bare IPv6', 229, ipv6(SPDU), spdu],
    ['Linux cooked', 113, `0000 0001 0006 0203040506070000 88dc ${WSM}`, wsm],
    ['Linux cooked v2', 276, `88dc 0000 00000001 0001 00 06 0203040506070000 ${WSM}`, wsm],
    ['802.11 QoS data with LLC', 105, dot11('8800', `2000 ${LLC} ${WSM}`), wsm],
    ['802.11 QoS data with the EtherType alone', 105, dot11('8800', `2000 88dc ${WSM}`), wsm],
    ['802.11 data without QoS', 105, dot11('0800', `${LLC} ${WSM}`), wsm],
    ['802.11 with four addresses and HT control', 105, dot11('8883', `010203040506 2000 00000000 ${LLC} ${WSM}`), wsm],
    ['radiotap', 127, `0000 0800 00000000 ${dot11('8800', `2000 ${LLC} ${WSM}`)}`, wsm],
    [
      'radiotap with a time, flags and a check sequence',
      127,
      `0000 1400 03000000 0000000000000000 10 000000 ${dot11('8800', `2000 ${LLC} ${WSM}`)} deadbeef`,
      wsm,
    ],
    [
      'radiotap with two field maps and padding before the body',
      127,
      `0000 1000 02000080 00000000 20 000000 ${dot11('8800', `2000 0000 ${LLC} ${WSM}`)}`,
      wsm,
    ],
    ['USER0 with a WSM', 147, WSM, wsm],
    ['USER0 with a WSM after a C-V2X family octet', 147, `01 ${WSM}`, wsm],
    ['USER0 with extensions in the WSM', 147, '0b 01 04 01 9e 00 20 00', 'wsm 0b0104019e002000'],
    ['USER0 with an SPDU', 147, SPDU, spdu],
  ])('as %s gives what it carries', (_, linkType, frame, expected) => {
    expect(given(linkType, octets(frame))).toBe(expected);
  });

  it.each([
    ['another EtherType', 1, `${macs} 0806 0001`, 'other 12'],
    ['three VLAN tags', 1, `${macs} 8100 0001 8100 0001 8100 0001 88dc ${WSM}`, 'unreadable 20'],
    ['a cut VLAN tag', 1, `${macs} 8100 00`, 'cut 16'],
    ['a cut Ethernet header', 1, `${macs} 88`, 'cut 0'],
    ['no WSM after its EtherType', 1, `${macs} 88dc`, 'cut 14'],
    ['TCP', 101, ipv4(WSM, '0000', '06'), 'other 9'],
    ['a fragment of IPv4', 101, ipv4(WSM, '2000'), 'unreadable 6'],
    ['a longer IPv4 packet than there is', 101, ipv4(WSM).slice(0, -3), 'cut 0'],
    ['a beacon', 105, dot11('8000'), 'other 0'],
    ['a null frame', 105, dot11('c800', '2000'), 'other 0'],
    ['an encrypted frame', 105, dot11('8840', `2000 ${LLC} ${WSM}`), 'unreadable 1'],
    ['a fragment of 802.11', 105, dot11('8800', `2000 ${LLC} ${WSM}`, '2100', '060504030201'), 'unreadable 22'],
    ['an aggregate', 105, dot11('8800', `8000 ${LLC} ${WSM}`), 'unreadable 24'],
    ['another LLC', 105, dot11('8800', `2000 424203000000 88dc ${WSM}`), 'other 26'],
    ['a cut 802.11 header', 105, '8800 0000', 'cut 0'],
    ['a radiotap longer than the frame', 127, '0000 ff00 00000000', 'cut 0'],
    ['a radiotap map without end', 127, '0000 0c00 00000080 00000080 00', 'unreadable 12'],
    [
      'a frame whose check sequence failed',
      127,
      `0000 0c00 02000000 40 000000 ${dot11('8800', `2000 ${LLC} ${WSM}`)}`,
      'unreadable 0',
    ],
    ['neither WSM nor SPDU', 147, 'ffff', 'other 0'],
    ['nothing', 147, '', 'cut 0'],
    ['a link type nobody reads', 9999, WSM, 'unknown-link 0'],
  ])('with %s is refused by name and octet', (_, linkType, frame, expected) => {
    expect(given(linkType, octets(frame))).toBe(expected);
  });

  it('loses the check sequence its file told of', () => {
    expect(given(1, octets(`${macs} 88dc ${WSM} deadbeef`), 4)).toBe(wsm);
  });
  it('of any octets is read or refused as a value, within its bounds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(LINK)),
        fc.uint8Array({ maxLength: 80 }),
        fc.integer({ min: 0, max: 30 }),
        (linkType, frame, fcs) => {
          const read = unwrap(linkType, frame, fcs);
          if (read.ok)
            expect(read.octet + read.octets.length).toBe(Math.max(0, frame.length - fcs) - trailing(read, frame, fcs));
          else expect(read.octet).toBeLessThanOrEqual(frame.length);
        },
      ),
      { numRuns: 5000 },
    );
  });
  /** Octets a lower layer's own length left behind. */
  const trailing = (read: { octet: number; octets: Uint8Array }, frame: Uint8Array, fcs: number): number => {
    const left = frame.length - fcs - read.octet - read.octets.length;
    expect(left).toBeGreaterThanOrEqual(0);
    return left;
  };
});

describe('an Ethernet frame', () => {
  it("carries a WSM to everyone under the pseudonym's address", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        (some, random) => {
          const frame = ethernetFrame(some, macFrom(random));
          expect(hex(frame.subarray(0, 6))).toBe('ffffffffffff');
          expect(frame[6]! & 3).toBe(2);
          expect(given(LINK.ethernet, frame)).toBe(`wsm ${hex(some)}`);
        },
      ),
    );
  });
  it('has no group address for a source', () => {
    expect(() => ethernetFrame(octets(WSM), octets('01 02 03 04 05 06'))).toThrow(/group/);
    expect(() => macFrom(new Uint8Array(5))).toThrow(/6 octets/);
  });
});

type Vector = { id: string; hex: string };
const vectors = (name: string): Vector[] | undefined => {
  const path = `../shared/vectors/wire/${name}.json`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Vector[]) : undefined;
};

const field = vectors('frame-80211');
describe.skipIf(!field)(`frames from the field${field ? '' : ' (skipped: ../shared/vectors is not there)'}`, () => {
  it.each(field ?? [])('$id gives a WSM', ({ id, hex: frame }) => {
    const read = unwrap(id.includes('pcap') ? LINK.radiotap : LINK.ieee80211, octets(frame));
    expect(read).toMatchObject({ ok: true, kind: 'wsm' });
    if (read.ok) expect(frame.endsWith(`88dc${hex(read.octets)}`)).toBe(true);
  });
});

const tshark = spawnSync('tshark', ['--version']).status === 0;
describe.skipIf(!tshark)(`tshark${tshark ? '' : ' (skipped: it is not installed)'}`, () => {
  const look = (file: Uint8Array, ...more: string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'tshark-'));
    try {
      writeFileSync(join(folder, 'air.pcap'), file);
      return execFileSync('tshark', ['-r', join(folder, 'air.pcap'), ...more], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const own = [WSM, '0b 01 04 01 9e 00 20 04 03 80 01 00'].map((one) => octets(one));
  const fromField = (vectors('wsmp') ?? []).slice(0, 20).map((one) => octets(one.hex));
  it.each(['micro', 'nano'] as const)('finds WSMP in every Ethernet frame and nothing malformed (%s)', (grain) => {
    const source = macFrom(octets('a1a2a3a4a5a6'));
    const at = 700_000_000_123_456;
    const wsms = [...own, ...fromField];
    const file = pcap(
      { linkType: LINK.ethernet, grain },
      wsms.map((one) => ({ at, octets: ethernetFrame(one, source) })),
    );
    const lines = look(file, '-T', 'fields', '-e', 'frame.protocols', '-e', 'frame.time_epoch', '-e', 'eth.src')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(wsms.length);
    for (const line of lines) {
      expect(line).toContain('eth:ethertype:wsmp');
      expect(line).toMatch(/\t1772915195\.123456/);
      expect(line).toContain('a2:a2:a3:a4:a5:a6');
    }
    expect(
      look(
        pcap(
          { linkType: LINK.ethernet, grain },
          own.map((one) => ({ at, octets: ethernetFrame(one, source) })),
        ),
        '-Y',
        '_ws.malformed',
      ),
    ).toBe('');
  });
  it('reads USER0 frames as SPDUs when told that they are', () => {
    const file = pcap({ linkType: LINK.user0 }, [{ at: 7e14, octets: octets('03 80 02 14 15') }]);
    const told = ['-o', 'uat:user_dlts:"User 0 (DLT=147)","ieee1609dot2.data","0","","0",""'];
    expect(look(file, ...told, '-T', 'fields', '-e', 'frame.protocols').trim()).toBe('user_dlt:ieee1609dot2');
  });
});
