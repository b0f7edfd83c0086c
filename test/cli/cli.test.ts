import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli.ts';
import { status, wsm } from '../dissect/frames.ts';

const program = fileURLToPath(new URL('../../src/wavetrust.js', import.meta.url));
const run = (args: string[], input?: string, node: string[] = []) =>
  spawnSync(process.execPath, [...node, program, ...args], { input, encoding: 'utf8' });
const hexOf = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavetrust-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the program', () => {
  it('says what is too old and how to get another, with status 2', () => {
    const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'22.17.1'}})`;
    const { status: code, stderr } = run(['--version'], undefined, ['--import', old]);
    expect(code).toBe(2);
    expect(stderr).toContain('needs Node 22.18 or newer (24 LTS recommended)');
    expect(stderr).toContain('https://nodejs.org');
  });
  it('lists the commands whose module is there, and no other', () => {
    const { status: code, stdout } = run(['--help']);
    expect(code).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\w+) \[args\.\.\.\]/gm)].map(([, name]) => name);
    expect(listed).toEqual(commands());
    expect(listed).toEqual(expect.arrayContaining(['vectors', 'dissect']));
  });
  it('refuses a command it does not have, and none at all, with status 2', () => {
    const { status: code, stderr } = run(['nonsense']);
    expect([code, stderr.includes('nonsense'), stderr.includes('    at ')]).toEqual([2, true, false]);
    expect(run([]).status).toBe(2);
  });
});

describe('wavetrust dissect', () => {
  it('prints a frame from standard input', () => {
    const { status: code, stdout, stderr } = run(['dissect'], hexOf(wsm));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('SAE J2735 message');
  });
  it('prints what could be read, then one sentence, with status 3', () => {
    const { status: code, stdout, stderr } = run(['dissect', '--as', 'wsm'], hexOf(wsm.subarray(0, wsm.length - 2)));
    expect(code).toBe(3);
    expect(stdout).toContain('PSID 32');
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/line 1: IEEE 1609\.3 WSM: octet \d+ in body: /)]);
  });
  it('names a certificate with a key of SM2 by SM3', () => {
    // The signer of a list of roots in China, which names it so.
    const hex =
      '800300810258810f7632782e63616963742e61632e636e00000000001f52636586001e83010180009c010280020e2b8003800001' +
      '80020e2c8007000100010100000102e081010201ffc06080010300020e2b00020e2c00020e2d01ffc080842182e58103b08ab075' +
      '6fa9f499f9ebd93d556e8a80b48dff1de87af98a714e80c0fa8440b90d5acd70c40f1e935d83b7c64b619ae1cfdcabefcb925792' +
      '82058f68f229c9c6b05f6e036457939f740decae4ac76a6f412aa0675c7973b2b974f4496b0d39';
    expect(run(['dissect', '--as', 'certificate'], hex).stdout).toContain('HashedId8 0b2c85a0f3b2622c,');
  });
  it('gives an object a frame with --json', () => {
    const { status: code, stdout } = run(['dissect', '--json'], `${hexOf(wsm)}\n${hexOf(status)}\n`);
    expect(code).toBe(0);
    const frames = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { layers: { layer: string; jer: unknown }[] });
    expect(frames.map(({ layers }) => layers.length)).toEqual([3, 1]);
    expect(frames[1]!.layers[0]!.jer).toMatchObject({ messageId: 30 });
  });
  it('with --lenient goes on behind what deviates and ends with 0, without it with 3', () => {
    const longer = `${hexOf(status)}00ff`;
    expect(run(['dissect', '--as', 'messageframe'], longer).status).toBe(3);
    const { status: code, stdout, stderr } = run(['dissect', '--lenient', '--edition', '2016'], longer);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/DEVIATES trailing: SAE J2735 message: octet \d+: 16 bits left over/);
    expect(run(['dissect', '--edition', '1999'], longer).status).toBe(2);
  });
  it('says which file is not there, with status 2', () => {
    const { status: code, stderr } = run(['dissect', join(folder, 'none.hex')]);
    expect([code, stderr.includes('none.hex is not there'), stderr.includes('    at ')]).toEqual([2, true, false]);
  });
  it('stops without a word where its reader has seen enough', () => {
    const file = join(folder, 'many.hex');
    writeFileSync(file, `${hexOf(wsm)}\n`.repeat(3000));
    const shell = `"${process.execPath}" "${program}" dissect "${file}" | head -n 1`;
    const { status: code, stdout, stderr } = spawnSync('sh', ['-c', shell], { encoding: 'utf8' });
    expect([code, stdout.trim(), stderr]).toEqual([0, `line 1: ${wsm.length} octets`, '']);
  });
});

describe('wavetrust vectors', () => {
  const good = { id: 'ssm-1', hex: hexOf(status) };
  const decoded = {
    messageId: 30,
    value: {
      second: 54_000,
      status: [{ sequenceNumber: 7, id: { id: 1044 }, sigStatus: [{ inboundOn: { lane: 3 }, status: 'granted' }] }],
    },
  };
  const write = (files: Record<string, unknown>): string => {
    const dir = mkdtempSync(join(folder, 'v-'));
    for (const [name, value] of Object.entries(files)) writeFileSync(join(dir, `${name}.json`), JSON.stringify(value));
    return dir;
  };

  it('prints a line a suite, and ends with 0 where all passed', () => {
    const dir = write({
      ssm: { items: [{ ...good, decoded }] },
      other: [1, 2],
      'butterfly-expansion-sm2': { vectors: [{}] },
    });
    const { status: code, stdout } = run(['vectors', dir]);
    expect(stdout.trim().split('\n')).toEqual([
      'butterfly-expansion-sm2: skipped, keys are not expanded on SM2 or by SM4 (1 vectors)',
      'other: skipped, not a suite we know (2 vectors)',
      'ssm: 1 passed, 0 failed',
    ]);
    expect(code).toBe(0);
  });
  it('explains what differs, and ends with 1', () => {
    const dir = write({ ssm: { items: [{ ...good, decoded: { ...decoded, messageId: 29 } }, { id: 'empty' }] } });
    const { status: code, stdout } = run(['vectors', dir, '--explain']);
    expect(code).toBe(1);
    expect(stdout).toContain('ssm: 0 passed, 2 failed');
    expect(stdout).toContain('ssm-1: messageId: expected 29, got 30');
  });
  it('ends with 1 where no suite was known, and with 2 where the folder is missing', () => {
    expect(run(['vectors', write({ other: [1] })]).status).toBe(1);
    const { status: code, stderr } = run(['vectors', join(folder, 'nowhere')]);
    expect([code, stderr.includes('nowhere is not there')]).toEqual([2, true]);
    expect(run(['vectors']).status).toBe(2);
  });
});
