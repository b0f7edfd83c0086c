import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { jer } from '../../asn1/jer.ts';
import type { Field } from '../../asn1/trace.ts';
import { uper } from '../../asn1/uper.ts';
import { ethernetFrame } from '../../src/capture/link.ts';
import { LINK, pcap } from '../../src/capture/pcap.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { type Asked, type Dissected, dissect, KINDS_ASKED } from '../../src/dissect/dissect.ts';
import { readInput } from '../../src/dissect/input.ts';
import type { Layer } from '../../src/dissect/layers.ts';
import { jsonOf, textOf } from '../../src/dissect/text.ts';
import { absent, found, status, unsecured, wsm } from './frames.ts';

const of = (octets: Uint8Array, asked: Asked = 'auto'): Dissected =>
  dissect({ label: 'frame', octets }, asked, openssl);
const PRINTABLE = /^[\x20-\x7e\n°→…·]*$/;
const layersOf = (top: Layer | undefined): Layer[] => (top ? [top, ...[...top.inner.values()].flatMap(layersOf)] : []);
const titles = (d: Dissected) => layersOf(d.layer).map((l) => l.title);

describe('a frame', () => {
  it('is followed through its layers, with offsets of the whole frame', () => {
    const got = of(wsm);
    expect(titles(got)).toEqual(['IEEE 1609.3 WSM', 'IEEE 1609.2 data', 'SAE J2735 message']);
    expect(got.faults).toEqual([]);
    const message = layersOf(got.layer)[2]!;
    expect(message.octet).toBe(wsm.length - status.length);
    const line = textOf(got)
      .split('\n')
      .find((l) => l.includes('messageId'))!;
    expect(line).toMatch(new RegExp(`^${message.octet}\\.1\\.\\.${message.octet + 2} `));
    expect(line.trim().endsWith('messageId INTEGER: 30')).toBe(true);
  });
  it.each([
    ['WSM', wsm, 'IEEE 1609.3 WSM'],
    ['SPDU', unsecured, 'IEEE 1609.2 data'],
    ['message', status, 'SAE J2735 message'],
  ])('is told to be a %s by its first octets', (_, octets, title) => {
    expect(titles(of(octets))[0]).toBe(title);
  });
  it('cut short is shown up to the cut, with layer, octet, field and rule', () => {
    const got = of(wsm.subarray(0, wsm.length - 1), 'wsm');
    expect(got.faults).toEqual([
      expect.stringMatching(/^IEEE 1609\.3 WSM: octet \d+ in body: .*announced.* \(short\)$/),
    ]);
    expect(textOf(got)).toContain('PSID 32 (0x20, basic safety messages)');
    expect(textOf(got)).toContain('UNREAD from here');
  });
  it('with a broken payload names the octet of the whole frame', () => {
    const broken = wsm.slice();
    broken[wsm.length - status.length + 2]! += 1; // the length of the message
    const got = of(broken);
    expect(titles(got)).toHaveLength(3);
    const [, octet] = /^SAE J2735 message: octet (\d+)/.exec(got.faults[0]!)!;
    expect(Number(octet)).toBeGreaterThanOrEqual(wsm.length - status.length);
    expect(Number(octet)).toBeLessThanOrEqual(wsm.length);
  });
  it('in lenient mode goes on behind what deviates, in every layer, and says so with the octet of the frame', () => {
    const long = Uint8Array.from([...status, 0xab]);
    const spdu = Uint8Array.from([3, 0x80, 0x81, long.length, ...long]);
    const how = { lenient: true, edition: '2024' } as const;
    const got = dissect({ label: 'frame', octets: spdu }, 'spdu', openssl, how);
    expect(titles(got)).toEqual(['IEEE 1609.2 data', 'SAE J2735 message']);
    expect(got.faults).toEqual([]);
    expect(got.deviations).toEqual([
      expect.stringMatching(/^length: IEEE 1609\.2 data: octet 2 in content\.unsecuredData: .* \(canonical\)$/),
      `trailing: SAE J2735 message: octet ${spdu.length - 1}: 8 bits left over behind the value (trailing)`,
    ]);
    expect(textOf(got)).toContain('DEVIATES trailing: SAE J2735 message');
    expect(jsonOf(got)).toMatchObject({ faults: [], deviations: got.deviations });
    expect(of(spdu, 'spdu').faults).toHaveLength(1);
  });
  it('is read by the edition of SAE J2735 that is asked for', () => {
    const timing = { minEndTime: 36_028 };
    const movement = { signalGroup: 1, 'state-time-speed': [{ eventState: 'dark', timing }] };
    const intersection = { id: { id: 1 }, revision: 0, status: '0000', states: [movement] };
    const octets = uper(MessageFrame).encode(
      jer(MessageFrame).from({ messageId: 19, value: { intersections: [intersection] } }),
    );
    expect(of(octets).faults).toEqual([]);
    const old = dissect({ label: 'frame', octets }, 'messageframe', openssl, { lenient: true, edition: '2016' });
    expect(old.faults).toEqual([expect.stringMatching(/in value\.intersections\.0\..*minEndTime.* \(range\)$/)]);
  });
  it('with octets behind it is marked, and is a fault without a link that pads', () => {
    const longer = new Uint8Array([...unsecured, 1, 2]);
    expect(of(longer).faults[0]).toContain('(trailing)');
    expect(textOf(of(longer))).toContain('TRAILING 0102');
    const padded = new Uint8Array([...ethernetFrame(wsm, new Uint8Array([2, 0, 0, 0, 0, 1])), 0, 0, 0]);
    const got = dissect({ label: 'frame', octets: padded, linkType: LINK.ethernet }, 'auto', openssl);
    expect([got.faults, got.padding]).toEqual([[], 3]);
    expect(textOf(got)).toContain('TRAILING 000000');
  });
  it('of something else is no fault', () => {
    const arp = new Uint8Array(60);
    arp.set([8, 6], 12);
    const got = dissect({ label: 'frame', octets: arp, linkType: LINK.ethernet }, 'auto', openssl);
    expect([got.faults, got.layer]).toEqual([[], undefined]);
    expect(got.other).toContain('0x0806');
  });
  it('of no kind we know says so', () => {
    expect(of(new Uint8Array([0xff, 0xff, 0xff])).faults[0]).toContain('--as');
  });
});

/** Every field lies in the one around it, in order, and inside the frame. */
function nested({ octet, octets, top }: Layer, frame: Uint8Array): void {
  expect(octet + octets.length).toBeLessThanOrEqual(frame.length);
  expect(Buffer.compare(frame.subarray(octet, octet + octets.length), octets)).toBe(0);
  const walk = (field: Field): void => {
    let at = field.from;
    for (const child of field.children) {
      expect(child.from).toBeGreaterThanOrEqual(at);
      expect(child.to).toBeGreaterThanOrEqual(child.from);
      expect(child.to).toBeLessThanOrEqual(field.to);
      at = child.to;
      walk(child);
    }
  };
  walk(top);
}

describe.skipIf(absent).each(['roadside', 'wire'])(`frames of others, %s${absent}`, (folder) => {
  const all = found(folder);
  it('have some', () => expect(all.length).toBeGreaterThan(100));
  it('never crash it, and give lines that print', () => {
    for (const { octets } of all) {
      const got = of(octets);
      expect(textOf(got)).toMatch(PRINTABLE);
      JSON.stringify(jsonOf(got));
    }
  });
  it('are read to the end where they are sound', () => {
    const sound = all.filter(({ file, member }) => member.match(/^(hex|wsmHex|spduHex|certHex)$/) && SOUND.test(file));
    const faulty = sound.filter(({ octets }) => of(octets).faults.length > 0).map(({ name }) => name);
    expect(sound.length).toBeGreaterThan(50);
    // The one WSM of another maker's tester has three octets behind its end.
    expect(faulty).toEqual(folder === 'wire' ? ['wsmp-keysight-wsa-wsmp'] : []);
  });
  it('have each field where it stands', () => {
    for (const { octets, member } of all.filter(({ member: m }) => /^(hex|wsmHex|spduHex)$/.test(m)).slice(0, 150)) {
      const got = of(octets);
      if (got.faults.length === 0) for (const one of layersOf(got.layer)) nested(one, octets);
      expect(member).toBeTruthy();
    }
  });
  it('with octets changed never crash it', () => {
    const some = all.filter(({ member, octets }) => /hex$/i.test(member) && octets.length < 2000);
    fc.assert(
      fc.property(
        fc.nat(some.length - 1),
        fc.array(fc.tuple(fc.nat(1999), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(1999),
        fc.constantFrom(...KINDS_ASKED),
        (at, changes, length, asked) => {
          const octets = some[at]!.octets.slice();
          for (const [place, value] of changes) octets[place % octets.length] = value;
          const cut = length % 3 === 0 ? octets.slice(0, length % (octets.length + 1)) : octets;
          const got = of(cut, asked);
          expect(textOf(got)).toMatch(PRINTABLE);
          JSON.stringify(jsonOf(got));
        },
      ),
      { numRuns: 400 },
    );
  });
});
const SOUND =
  /^(srm|ssm|map|spat|bsm|psm|tim|wsmp_frames|signed_spdus|cert-.*|spdu-.*|crl|scms-pdu|wsmp|j2735-.*|frame-80211|gn-secured)\.json$/;

describe('input', () => {
  const hexOf = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
  const text = (line: string) => new TextEncoder().encode(line);

  it.each([
    ['plain', (h: string) => h],
    ['upper case', (h: string) => h.toUpperCase()],
    ['0x before it', (h: string) => `0x${h}`],
    ['0x before each octet', (h: string) => h.replace(/../g, '0x$&, ')],
    ['spaces', (h: string) => ` ${h.replace(/../g, '$& ')} `],
    ['colons', (h: string) => h.match(/../g)!.join(':')],
    ['a byte order mark and line ends of Windows', (h: string) => `\ufeff${h}\r\n`],
    ['a remark above it', (h: string) => `# from the bench\n\n${h}\n`],
  ])('of hex, %s', (_, write) => {
    const { frames, faults } = readInput(text(write(hexOf(wsm))), 'auto');
    expect(faults).toEqual([]);
    expect(frames.map(({ octets }) => hexOf(octets))).toEqual([hexOf(wsm)]);
  });
  it('of hex has a message a line, and says which line is none', () => {
    const { frames, faults } = readInput(text(`${hexOf(wsm)}\n03 8\n${hexOf(status)}`), 'hex');
    expect(frames.map(({ label }) => label)).toEqual(['line 1', 'line 3']);
    expect(faults).toEqual([expect.stringContaining('line 2')]);
  });
  it('of octets, base64, JSON and a capture gives the same frame', () => {
    const capture = pcap({ linkType: LINK.user0 }, [{ at: 7e14, octets: wsm }]);
    const base64 = text(Buffer.from(wsm).toString('base64'));
    const json = text(JSON.stringify({ items: [{ id: 'one', hex: hexOf(wsm) }] }));
    for (const [octets, format] of [
      [wsm, 'auto'],
      [wsm, 'bin'],
      [base64, 'base64'],
      [json, 'auto'],
      [capture, 'auto'],
      [capture, 'pcap'],
    ] as const) {
      const { frames, faults } = readInput(octets, format);
      expect(faults).toEqual([]);
      expect(frames.map((frame) => hexOf(frame.octets))).toEqual([hexOf(wsm)]);
    }
    expect(readInput(capture, 'auto').frames[0]).toMatchObject({ linkType: LINK.user0, at: 7e14 });
  });
  it('of text to forward gives its payload, also where a tool has broken it over lines', () => {
    const [head, tail] = [hexOf(status).slice(0, 20), hexOf(status).slice(20)];
    const forward = `Version=0.7\nType=SSM\nPSID=0xE0000015\nTxInterval=\nPayload=${head}\n${tail}\n`;
    const { frames, faults } = readInput(text(forward), 'auto');
    expect(faults).toEqual([]);
    expect(frames.map((frame) => hexOf(frame.octets))).toEqual([hexOf(status)]);
    expect(readInput(text('Version=0.7\nType=SSM\n'), 'auto').faults[0]).toContain('Payload');
  });
  it('of a capture that was cut gives the frames before the cut, and says so', () => {
    const whole = pcap({ linkType: LINK.user0 }, [
      { at: 7e14, octets: wsm },
      { at: 7e14, octets: wsm },
    ]);
    const { frames, faults } = readInput(whole.subarray(0, whole.length - 5), 'auto');
    expect(frames).toHaveLength(1);
    expect(faults[0]).toContain('cut');
  });
});
