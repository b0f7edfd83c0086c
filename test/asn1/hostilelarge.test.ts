/** Ten million octets, and types in types a hundred thousand times: what decoding costs is bounded by what came in. */
import { describe, expect, it } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { HeaderInfo, Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { DEPTH, type Malformed } from '../../asn1/malformed.ts';
import type { Field } from '../../asn1/trace.ts';
import { uper } from '../../asn1/uper.ts';
import { check } from '../fuzz/check.ts';
import { examples, seams } from '../fuzz/examples.ts';
import { bare, everyEdge, least } from '../fuzz/schema.ts';
import { codecOf, TYPES, traceOf } from '../fuzz/targets.ts';

const MB = 1_000_000;
/** Octets of memory for each octet that came in: an empty octet string, an octet on the wire, is an object of a hundred. */
const SWELL = 400;
/** What the process may take for itself meanwhile. */
const SLACK = 100 * MB;

/** Memory in use after an act beyond that before it, with whatever of it is not collected yet. */
function taken(act: () => void): number {
  const used = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  act();
  return used() - before;
}
function fields(top: Field): number {
  let n = 0;
  for (const left = [top]; left.length > 0; n++) for (const child of left.pop()!.children) left.push(child);
  return n;
}
/** Fields to the octet, at most: in UPER a field may take a bit, or none where it is a NULL. */
const FIELDS = { coer: 2, uper: 8 };
function refusal(codec: { decode(octets: Uint8Array): unknown }, octets: Uint8Array): Malformed {
  const got = codec.decode(octets) as { readonly ok: boolean; readonly malformed: Malformed };
  if (got.ok) throw new Error('accepted');
  return got.malformed;
}
const types = TYPES.map((t) => [t.name, t] as const);

describe('what a count may announce is bounded by what follows', () => {
  it.each(types)('%s: any item of a list takes an octet or a bit', (_, target) => {
    const lists = everyEdge(target.type).filter((e) => e.from.kind === 'list');
    expect(lists.filter((e) => least(e.to!, target.rules) === 0).map((e) => e.from.name ?? bare(e.to!).name)).toEqual(
      [],
    );
  });
});

describe('ten million octets of one kind', () => {
  const fillings = [0x00, 0x01, 0x7f, 0x80, 0x84, 0xc4, 0xff].map((o) => new Uint8Array(10 * MB).fill(o));
  it.each(types)('%s refuses them', (_, target) => {
    for (const octets of fillings)
      expect(taken(() => refusal(codecOf(target), octets))).toBeLessThan(SWELL * octets.length + SLACK);
  });
});

describe('a good beginning, then a length or count and a hundred thousand octets of one kind', () => {
  const LENGTHS = { coer: ['', '830f4240', '0301869f', '830186a00301869c'], uper: ['', 'c4', 'bfff'] };
  const room = 4096;
  const fillings = [0x00, 0x01, 0x80, 0xff].map((o) => new Uint8Array(room + MB / 10).fill(o));
  it.each(types)('%s: fields are no more than a few to the octet', (_, target) => {
    const whole = examples(target)[0]!;
    for (const at of seams(traceOf(target, whole).top))
      for (const length of LENGTHS[target.rules])
        for (const filling of fillings) {
          const head = [...whole.subarray(0, at >> 3), ...Buffer.from(length, 'hex')];
          filling.set(head, room - head.length);
          const octets = filling.subarray(room - head.length);
          expect(fields(traceOf(target, octets).top)).toBeLessThan(octets.length * FIELDS[target.rules]);
        }
  });
});

describe('ten million octets that mean something', () => {
  const big = new Uint8Array(10 * MB).map((_, i) => i * 7);

  it('an octet string in COER is a view into what came in', () => {
    const octets = coer(Ieee1609Dot2Data).encode({
      protocolVersion: 3,
      content: { tag: 'unsecuredData', value: big },
    });
    const { content } = coer(Ieee1609Dot2Data).read(octets);
    expect(content.tag === 'unsecuredData' && content.value.buffer === octets.buffer).toBe(true);
    expect(refusal(coer(Ieee1609Dot2Data), octets.subarray(0, 10 * MB))).toMatchObject({
      code: 'short',
      octet: 6,
      path: ['content', 'unsecuredData'],
    });
  });

  it('an octet string in UPER, in fragments, is copied a few times', () => {
    const plain = uper(ShortMsgNpdu).encode({
      subtype: { tag: 'nullNetworking', value: { version: 3, nExtensions: undefined } },
      transport: { tag: 'bcMode', value: { addrInfo: { tag: 'content', value: 32 }, tExtensions: undefined } },
      body: big,
    });
    expect(taken(() => uper(ShortMsgNpdu).read(plain))).toBeLessThan(5 * plain.length + SLACK);
    expect(Buffer.compare(uper(ShortMsgNpdu).read(plain).body, big)).toBe(0);
    const m = refusal(uper(ShortMsgNpdu), plain.subarray(0, plain.length - 1));
    expect(m).toMatchObject({ code: 'short', path: ['body'] });
  });

  it('an open type in fragments, with an addition nobody knows in it', () => {
    const future = { count: 3, unknown: [{ index: 2, octets: big }] };
    const frame = uper(MessageFrame).encode({
      tag: 'SignalRequestMessage',
      value: { second: 1, requestor: { id: { tag: 'stationID', value: 1 } }, '?': future },
    });
    expect(taken(() => uper(MessageFrame).read(frame))).toBeLessThan(5 * frame.length + SLACK);
    const got = uper(MessageFrame).read(frame);
    const back = got.tag === 'SignalRequestMessage' ? got.value['?']! : undefined;
    expect([back!.count, back!.unknown.length, back!.unknown[0]!.index]).toEqual([3, 1, 2]);
    expect(Buffer.compare(back!.unknown[0]!.octets, big)).toBe(0);
    const m = refusal(uper(MessageFrame), frame.subarray(0, frame.length - 1));
    expect(m).toMatchObject({ code: 'short', path: [] });
  });

  it('a revocation list of seven hundred thousand entries', () => {
    const entries = Array.from({ length: 666_666 }, (_, i) => ({ id: big.subarray(i, i + 10), expiry: i }));
    const octets = coer(CrlContents).encode({
      version: 1,
      crlSeries: 1,
      crlCraca: big.subarray(0, 8),
      issueDate: 1,
      nextCrl: 2,
      priorityInfo: {},
      typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries } },
    });
    expect(octets.length).toBeGreaterThan(9.9 * MB);
    expect(taken(() => coer(CrlContents).read(octets))).toBeLessThan(60 * octets.length + SLACK);
    expect(refusal(coer(CrlContents), octets.subarray(0, octets.length - 1))).toMatchObject({
      code: 'short',
      octet: octets.length - 4,
      path: ['typeSpecific', 'fullHashCrl', 'entries', '666665', 'expiry'],
    });
  });
});

describe('the smallest things in the largest number', () => {
  const N = MB;
  const count = [3, N >> 16, (N >> 8) & 255, N & 255];
  const length = (n: number): number[] => [0x83, n >> 16, (n >> 8) & 255, n & 255];

  it('a million extensions of no octets', () => {
    const block = [1, 1, 7, ...count];
    const octets = Uint8Array.from([
      0x80,
      1,
      32,
      2,
      4,
      0x10,
      ...length(block.length + N),
      ...block,
      ...new Uint8Array(N),
    ]);
    expect(taken(() => coer(HeaderInfo).read(octets))).toBeLessThan(SWELL * N + SLACK);
    // One octet more than there is, at the very end.
    octets[octets.length - 1] = 1;
    let m: Malformed | undefined;
    expect(
      taken(() => {
        m = refusal(coer(HeaderInfo), octets);
      }),
    ).toBeLessThan(SWELL * N + SLACK);
    expect(m).toMatchObject({
      code: 'short',
      octet: octets.length,
      path: ['contributedExtensions', '0', 'extns', '999999'],
    });
  });

  it('a million additions nobody knows', () => {
    const map = new Uint8Array(N / 8).fill(0xff);
    map[0] = 0x0f;
    const octets = Uint8Array.from([0x80, 1, 32, ...length(map.length + 1), 0, ...map, ...new Uint8Array(N - 4)]);
    let value: HeaderInfo | undefined;
    expect(
      taken(() => {
        value = coer(HeaderInfo).read(octets);
      }),
    ).toBeLessThan(SWELL * octets.length + SLACK);
    expect(value!['?']!.unknown.length).toBe(N - 4);
    // Written back, each is looked at a few times, not each for each.
    let looks = 0;
    const unknown = new Proxy(value!['?']!.unknown.slice(0, 5000), {
      get(all, key, self) {
        looks++;
        return Reflect.get(all, key, self) as unknown;
      },
    });
    coer(HeaderInfo).encode({ ...value!, '?': { count: 5004, unknown } });
    expect(looks).toBeLessThan(10 * 5000);
  });
});

describe('data in data', () => {
  /** Signed data whose payload is data again. */
  const INTO = [0x03, 0x81, 0x00, 0x40];
  // Header, signer, signature behind each payload.
  const OUT = [0x00, 0x01, 0x20, 0x82, 0x80, 0x80, ...new Uint8Array(64)];
  const nested = (levels: number): Uint8Array =>
    Uint8Array.from([
      ...Array.from({ length: levels }, () => INTO).flat(),
      ...[0x03, 0x80, 0x00],
      ...Array.from({ length: levels }, () => OUT).flat(),
    ]);

  it(`is followed ${DEPTH} times`, () => {
    for (const levels of [1, 2, DEPTH - 1, DEPTH]) {
      expect(coer(Ieee1609Dot2Data).decode(nested(levels))).toMatchObject({ ok: true });
      expect(check(TYPES.find((t) => t.type === Ieee1609Dot2Data)!, nested(levels)).breach).toBeUndefined();
    }
  });
  it.each([DEPTH + 1, 150, 100_000])('is refused %i times, where it is too deep', (levels) => {
    expect(refusal(coer(Ieee1609Dot2Data), nested(levels))).toMatchObject({
      code: 'depth',
      octet: INTO.length * (DEPTH + 1),
      path: Array.from({ length: DEPTH + 1 }, () => ['content', 'signedData', 'tbsData', 'payload', 'data']).flat(),
    });
  });
  it('is refused where the beginnings are never ended', () => {
    const octets = Uint8Array.from(Array.from({ length: 100_000 }, () => INTO).flat());
    expect(refusal(coer(Ieee1609Dot2Data), octets)).toMatchObject({ code: 'depth' });
    expect(coer(Ieee1609Dot2Data).lenient(octets)).toMatchObject({ ok: false, malformed: { code: 'depth' } });
  });
});
