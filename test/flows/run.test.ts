/** The main job as a newcomer runs it: the command, its files, its exit status. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../asn1/hex.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinMap } from '../../roadside/builtin.ts';
import type { Summary } from '../../sim/summary.ts';
import { ATTACKS } from '../../sim/tally.ts';
import { readTrace } from '../../sim/trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'wavetrust-run-'));
afterAll(() => rmSync(folder, { recursive: true }));
const out = (name: string) => join(folder, name);
const sim = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/wavetrust.js', 'sim', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const tshark = spawnSync('tshark', ['--version']).status === 0;

describe('a run of the built-in intersection', () => {
  let first: ReturnType<typeof sim>;
  let summary: Summary;
  beforeAll(() => {
    first = sim('--seed', '7', '--out', out('one'));
    summary = JSON.parse(readFileSync(join(out('one'), 'summary.json'), 'utf8'));
  });

  test('ends with 0: the ambulance got its green, no attack did, no safety rule was broken', () => {
    expect(first.stdout).toContain('The ambulance got its green, and nobody else did.');
    expect(first.status).toBe(0);
    expect(summary).toMatchObject({ granted: 1, safetyViolations: 0, commands: { acknowledged: 3, refused: 2 } });
  });

  test('every kind of attack was tried, and none was granted', () => {
    expect(Object.keys(summary.attacks).sort()).toEqual([...ATTACKS].sort());
    for (const { tried, granted } of Object.values(summary.attacks)) {
      expect(tried).toBeGreaterThan(0);
      expect(granted).toBe(0);
    }
  });

  test('the ambulance is faster with priority than without, and everybody spoke', () => {
    const { with: fast, without: slow } = summary.ambulance.delaySeconds;
    expect(fast!).toBeLessThan(slow!);
    expect(Object.keys(summary.messages)).toEqual(['BSM', 'MAP', 'SPaT', 'SRM', 'SSM', 'acknowledgement', 'command']);
  });

  test('every refusal has a reason, and a sentence in the trace', () => {
    const kinds = new Set<string>();
    for (const { kind, facts } of readTrace(join(out('one'), 'run.trace'))) {
      kinds.add(kind);
      if (kind === 'refused' || kind === 'unauthorised') expect(facts.sentence).toMatch(/\w/);
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['refused', 'unauthorised', 'request', 'order']));
    expect(summary.refused).not.toHaveProperty('undefined');
  });

  test('prints no table and no control character where nobody looks', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(first.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('the same seed gives the same summary, to the octet; another seed another', () => {
    sim('--seed', '7', '--out', out('two'));
    sim('--seed', '8', '--out', out('three'));
    const read = (name: string) => readFileSync(join(out(name), 'summary.json'), 'utf8');
    expect(read('two')).toBe(read('one'));
    expect(read('three')).not.toBe(read('one'));
  });

  test.skipIf(!tshark)(
    `every frame is WSMP to tshark, every SPDU IEEE 1609.2, nothing malformed${tshark ? '' : ' (skipped: tshark is not installed)'}`,
    () => {
      const dlt = 'uat:user_dlts:"User 0 (DLT=147)","ieee1609dot2.data","0","","0",""';
      const count = (file: string, filter: string) => {
        const { stdout } = spawnSync('tshark', ['-o', dlt, '-r', join(out('one'), file), '-Y', filter], {
          encoding: 'utf8',
          maxBuffer: 2 ** 28,
        });
        return stdout.split('\n').length - 1;
      };
      expect(count('run.pcap', 'wsmp')).toBeGreaterThan(10_000);
      expect(count('run.pcap', '!wsmp || _ws.malformed')).toBe(0);
      expect(count('spdu.pcap', 'ieee1609dot2.psid')).toBe(count('run.pcap', 'wsmp'));
      expect(count('spdu.pcap', '!ieee1609dot2.psid || _ws.malformed')).toBe(0);
    },
  );
});

describe('a MAP that it cannot run on is refused with a sentence', () => {
  const file = (name: string, text: string) => {
    writeFileSync(out(name), text);
    return out(name);
  };
  test.each([
    ['not there', () => out('nowhere.hex'), 2, /ENOENT|not there/],
    ['not hexadecimal', () => file('words.hex', 'a crossing'), 3, /hexadecimal/],
    [
      'cut short',
      () => file('short.hex', toHex(uper(MessageFrame).encode({ tag: 'MapData', value: builtinMap })).slice(0, 200)),
      3,
      /octet \d+/,
    ],
    ['another message', () => file('bsm.hex', '001425'.padEnd(80, '0')), 3, /BasicSafetyMessage|octet/],
    [
      'no intersection',
      () => file('empty.hex', toHex(uper(MessageFrame).encode({ tag: 'MapData', value: { msgIssueRevision: 1 } }))),
      1,
      /no intersection/,
    ],
  ])('%s', (_, make, status, sentence) => {
    const run = sim('--map', make(), '--out', out('never'));
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr).not.toContain('    at ');
    expect(run.status).toBe(status);
  });
});
