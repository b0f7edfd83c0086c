import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { Certificates } from '../../src/vectors/certificates.ts';
import { vectorFiles } from '../../src/vectors/folder.ts';
import { pEncoded } from '../../src/vectors/road.ts';
import { same } from '../../src/vectors/shape.ts';

function trial() {
  const vector = () => undefined;
  const accepted: string[] = [];
  const accept = (deviation: string) => void accepted.push(deviation);
  return {
    accepted,
    trial: { crypto: openssl, reference: noble, certificates: new Certificates(openssl), accept, vector },
  };
}

describe('a value held against a vector', () => {
  it('is the same with its members in another order', () => {
    const { accepted, trial: t } = trial();
    expect(same({ a: 1, b: [2] }, { b: [2], a: 1 }, t)).toBeUndefined();
    expect(accepted).toEqual([]);
  });
  it('may be rounded in the JSON beyond 2^53, which is said', () => {
    const { accepted, trial: t } = trial();
    expect(same({ time: 1230066625199609600 }, { time: '1230066625199609624' }, t)).toBeUndefined();
    expect(accepted).toHaveLength(1);
    expect(same({ time: 1230066625199609600 }, { time: '1230066625199619624' }, t)).toBeDefined();
  });
});

describe('the folder of vectors', () => {
  it('keeps integers of 64 bits exact, and reads each of the three forms', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
    try {
      writeFileSync(join(folder, 'a.json'), '[{"n":1230066625199609624,"small":7,"half":0.5,"big":1e300}]');
      writeFileSync(join(folder, 'b.json'), '{"suite":"b","vectors":[{}]}');
      writeFileSync(join(folder, 'c.json'), '{"items":[{},{}]}');
      writeFileSync(join(folder, 'd.json'), '{"neither":1}');
      writeFileSync(join(folder, 'e.json'), '{');
      writeFileSync(join(folder, 'README.md'), 'no vectors');
      const files = vectorFiles(folder);
      expect(files.map(({ suite, items }) => [suite, items.length])).toEqual([
        ['a', 1],
        ['b', 1],
        ['c', 2],
        ['d', 0],
        ['e', 0],
      ]);
      expect(files[0]!.items[0]).toEqual({ n: '1230066625199609624', small: 7, half: 0.5, big: 1e300 });
      expect(files.slice(3).every(({ fault }) => fault !== undefined)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a PSID', () => {
  it.each([
    [0x20, '20'],
    [0x7f, '7f'],
    [0x80, '8000'],
    [0x407f, 'bfff'],
    [0x4080, 'c00000'],
    [0x20_407f, 'dfffff'],
    [0x20_4080, 'e0000000'],
    [0x20_4097, 'e0000017'],
    [0x1020_407f, 'efffffff'],
  ])('%i is p-encoded as %s', (psid, octets) => {
    expect(Buffer.from(pEncoded(psid)).toString('hex')).toBe(octets);
  });
});
