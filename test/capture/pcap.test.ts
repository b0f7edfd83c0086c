import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK, openPcap, pcap, readCapture } from '../../src/capture/pcap.ts';
import { fromIso } from '../../src/time.ts';

const start = fromIso('2025-03-04T05:06:07Z')!;
const frames = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 2_000_000_000 }).map((more) => start + more),
    octets: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 20 },
);
const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

/** The same file with every number in the other octet order. */
function turned(file: Uint8Array): Uint8Array {
  const [from, out] = [new DataView(file.buffer), new Uint8Array(file.length)];
  const to = new DataView(out.buffer);
  to.setUint32(0, from.getUint32(0, true));
  to.setUint16(4, from.getUint16(4, true));
  to.setUint16(6, from.getUint16(6, true));
  for (let at = 8; at < 24; at += 4) to.setUint32(at, from.getUint32(at, true));
  for (let at = 24; at < file.length; ) {
    const length = from.getUint32(at + 8, true);
    for (let n = 0; n < 16; n += 4) to.setUint32(at + n, from.getUint32(at + n, true));
    out.set(file.subarray(at + 16, at + 16 + length), at + 16);
    at += 16 + length;
  }
  return out;
}

function block(little: boolean, type: number, ...body: (number | Uint8Array)[]): Uint8Array {
  const parts = body.map((part) => {
    if (typeof part !== 'number') return Uint8Array.from([...part, ...new Uint8Array((4 - (part.length % 4)) % 4)]);
    const word = new Uint8Array(4);
    new DataView(word.buffer).setUint32(0, part, little);
    return word;
  });
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, length, little);
  let at = 8;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  view.setUint32(at, length, little);
  return out;
}
const half = (little: boolean, a: number, b: number): number => (little ? a | (b << 16) : (a << 16) | b) >>> 0;
const section = (little: boolean): Uint8Array =>
  block(little, 0x0a0d0d0a, 0x1a2b3c4d, half(little, 1, 0), 0xffffffff, 0xffffffff);
const join2 = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('a classic capture', () => {
  it('gives back what was written, in both grains and both octet orders', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom('micro' as const, 'nano' as const), fc.boolean(), (list, grain, turn) => {
        const file = pcap({ linkType: LINK.user0, grain }, list);
        const { frames: read, broken } = readCapture(turn ? turned(file) : file);
        expect(broken).toBeUndefined();
        expect(read.map(({ at, octets }) => ({ at, octets: Uint8Array.from(octets) }))).toEqual(list);
        for (const frame of read)
          expect(frame).toMatchObject({ linkType: 147, originalLength: frame.octets.length, fcsLength: 0 });
      }),
    );
  });
  it('is written to a file as frames come, and whole after flush', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pcap-'));
    try {
      const path = join(folder, 'air.pcap');
      const file = openPcap(path, { linkType: LINK.ethernet });
      const reused = new Uint8Array(100);
      for (let n = 0; n < 1000; n++) file.write(start + n, reused.fill(n % 256));
      file.flush();
      expect(readCapture(readFileSync(path)).frames).toHaveLength(1000);
      file.write(start, new Uint8Array(200_000).fill(7));
      file.close();
      const { frames: read, broken } = readCapture(readFileSync(path));
      expect(broken).toBeUndefined();
      expect(read[513]!.octets).toEqual(Buffer.alloc(100, 513 % 256));
      expect(read[1000]!.octets.every((octet) => octet === 7)).toBe(true);
      expect(() => file.write(start, reused)).toThrow(/closed/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('refuses to write what its fields cannot say', () => {
    expect(() => pcap({ linkType: 1 }, [{ at: start, octets: new Uint8Array(262_145) }])).toThrow(RangeError);
    expect(() => pcap({ linkType: 1 }, [{ at: 9e15, octets: new Uint8Array(1) }])).toThrow(/2106/);
  });
  it('keeps the frames before a cut, and names the octet where it begins', () => {
    const file = pcap({ linkType: 1 }, [
      { at: start, octets: octets('0102') },
      { at: start, octets: octets('030405') },
    ]);
    const inFrame = readCapture(file.subarray(0, file.length - 1));
    expect(inFrame.frames).toHaveLength(1);
    expect(inFrame.broken).toMatchObject({ code: 'cut', octet: 24 + 16 + 2 + 16 });
    expect(readCapture(file.subarray(0, 24 + 18 + 5)).broken).toMatchObject({ code: 'cut', octet: 42 });
    expect(readCapture(file.subarray(0, 20)).broken).toMatchObject({ code: 'cut', octet: 0 });
  });
  it('stops at a length no frame has', () => {
    const file = pcap({ linkType: 1 }, [{ at: start, octets: octets('0102') }]);
    file[24 + 11] = 0x7f;
    expect(readCapture(file).broken).toMatchObject({ code: 'too-long', octet: 32 });
  });
  it('reads the length of the check sequence from the upper bits of its link type', () => {
    const file = pcap({ linkType: 105 }, [{ at: start, octets: octets('0102030405') }]);
    file[23] = 0x24;
    expect(readCapture(file).frames[0]).toMatchObject({ linkType: 105, fcsLength: 4 });
  });
});

describe('pcapng', () => {
  const option = (little: boolean, code: number, value: Uint8Array): [number, Uint8Array] => [
    half(little, code, value.length),
    value,
  ];
  const file = (little: boolean): Uint8Array =>
    join2(
      section(little),
      block(little, 1, half(little, 1, 0), 0),
      block(
        little,
        1,
        half(little, 147, 0),
        4,
        ...option(little, 9, octets('09')),
        ...option(little, 14, octets(little ? '0100000000000000' : '0000000000000001')),
        0,
      ),
      block(little, 0x99, 5),
      block(little, 6, 0, 5, 7, 3, 9, octets('aabbcc')),
      block(little, 6, 1, 0, 2_000_000_001, 4, 4, octets('01020304')),
      block(little, 2, half(little, 1, 0), 0, 5, 1, 1, octets('ee')),
      block(little, 3, 2, octets('dddd')),
    );
  it.each([true, false])('gives the frames of its packet blocks (little endian: %s)', (little) => {
    const { frames: read, broken } = readCapture(file(little));
    expect(broken).toBeUndefined();
    expect(
      read.map(({ linkType, octets, originalLength, unixNanoseconds }) => [
        linkType,
        Buffer.from(octets).toString('hex'),
        originalLength,
        unixNanoseconds,
      ]),
    ).toEqual([
      [1, 'aabbcc', 9, ((5n << 32n) + 7n) * 1000n],
      [147, '01020304', 4, 3_000_000_001n],
      [147, 'ee', 1, 1_000_000_005n],
      [1, 'dddd', 2, 0n],
    ]);
  });
  it('starts over with its interfaces in a new section, which may have the other octet order', () => {
    const two = join2(file(true), file(false));
    expect(readCapture(two).frames).toHaveLength(8);
    const bare = join2(file(true), section(false), block(false, 6, 0, 0, 0, 1, 1, octets('aa')));
    expect(readCapture(bare).broken).toMatchObject({ code: 'unknown-interface' });
    expect(readCapture(bare).frames).toHaveLength(4);
  });
  const head = join2(section(true), block(true, 1, half(true, 1, 0), 0));
  const at = head.length;
  it.each([
    ['a frame longer than its block', block(true, 6, 0, 0, 0, 9, 9, octets('aabbcc')), 'bad-length', at + 20],
    [
      'a frame one octet longer than its block',
      block(true, 6, 0, 0, 0, 5, 5, octets('aabbccdd')),
      'bad-length',
      at + 20,
    ],
    ['a frame longer than any', block(true, 6, 0, 0, 0, 0x7fffffff, 9, octets('aabbcc')), 'too-long', at + 20],
    ['a packet block without room for its fields', block(true, 6, 0, 0), 'cut', at + 8],
    [
      'an option that reaches past its block',
      block(true, 1, half(true, 1, 0), 0, half(true, 9, 200)),
      'bad-option',
      at + 18,
    ],
    [
      'a resolution finer than any clock',
      block(true, 1, half(true, 1, 0), 0, half(true, 9, 1), octets('7f')),
      'bad-option',
      at + 20,
    ],
    ['a block length that is no multiple of four', octets('06000000 0d000000 00000000 00000000'), 'bad-length', at + 4],
    ['a block length of zero', octets('06000000 00000000 00000000 00000000'), 'bad-length', at + 4],
    ['two lengths that differ', octets('06000000 0c000000 10000000'), 'bad-length', at + 8],
    ['a cut', octets('06000000 fc000000 00000000'), 'cut', at],
    ['another byte-order magic', octets('0a0d0d0a 0c000000 00000000'), 'not-a-capture', at + 8],
  ])('stops at %s, with its octet', (_, more, code, octet) => {
    expect(readCapture(join2(head, more)).broken).toMatchObject({ code, octet });
  });
});

describe('any octets at all', () => {
  it('are read or refused as a value', () => {
    const good = [
      pcap({ linkType: 1 }, [{ at: start, octets: octets('0102') }]),
      join2(section(true), block(true, 1, 1, 0), block(true, 6, 0, 0, 0, 2, 2, octets('0102'))),
    ];
    const damaged = fc
      .tuple(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        fc.nat(),
      )
      .map(([file, changes, length]) => {
        const copy = file.slice();
        for (const [where, octet] of changes) copy[where % copy.length] = octet;
        return copy.subarray(0, length % (copy.length + 1));
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), (file) => {
        const { broken, frames: read } = readCapture(file);
        if (broken) expect(broken.octet).toBeLessThanOrEqual(file.length);
        for (const frame of read) expect(frame.octet + frame.octets.length).toBeLessThanOrEqual(file.length);
      }),
      { numRuns: 2000 },
    );
  });
  it('that are no capture are told apart from a broken one', () => {
    expect(readCapture(octets('0381004003')).broken).toMatchObject({ code: 'not-a-capture', octet: 0 });
    expect(readCapture(new Uint8Array(0)).broken).toMatchObject({ code: 'not-a-capture', octet: 0 });
  });
});
