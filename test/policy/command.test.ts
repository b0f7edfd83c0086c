/** Policy files as an operator has them: a folder, the command that checks it, and a run that uses it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { main as sim } from '../../sim/main.ts';
import { main } from '../../src/commands/policy.ts';
import { Usage } from '../../src/commands/usage.ts';
import { policiesAt } from '../../src/policy/folder.ts';
import { page } from '../../src/policy/page.ts';
import { notes, span, table } from '../../src/policy/words.ts';
import { layoutNames } from '../../src/trust/layout.ts';
import { policyFields } from '../../src/verify/policy.ts';
import { etsiProfiles, profiles } from '../../src/verify/profile.ts';
import { etsiFiles, usualFiles } from '../../src/verify/shipped.ts';

let folder: string;
let said: string;
let complained: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  said = '';
  complained = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});
const srm = usualFiles[1]!.text;
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('wavetrust policy', () => {
  test('without files says what is in force', async () => {
    expect(await main([])).toBe(0);
    const lines = said.trimEnd().split('\n');
    expect(lines.length).toBe(1 + profiles.length);
    expect(lines[0]).toMatch(/^application +PSID +signer +generated +where +CRL +SSP$/);
    expect(lines[2]).toMatch(
      /^SRM +2113686 +certificate, digest +5 s back, 2 s ahead +anywhere +up to 1 d late +wavetrust-1, role/,
    );
    expect(lines[6]).toMatch(
      /^TMC +270548992 +certificate +60 s back, 2 s ahead, with expiryTime +anywhere +up to 1 d late/,
    );
  });
  test('says what files and folders mean, and what in them is a guess', async () => {
    put('mine.json', srm.replace('"replay"', '"distanceMetres": 800, "replay"'));
    const dir = join(folder, 'etsi');
    mkdirSync(dir);
    for (const { file, text } of etsiFiles) writeFileSync(join(folder, file), text);
    expect(await main([join(folder, 'mine.json'), dir])).toBe(0);
    expect(said).toMatch(/^SRM .* within 800 m /m);
    expect(said).toMatch(/^SREM: which bit of etsi-srem-1, etsi-srem-2, etsi-srem-3 is which right is a guess/m);
    expect(said.split('\n').filter((line) => /^(SRM|SREM|SSEM|SPATEM|MAPEM) /.test(line)).length).toBe(5);
  });
  test('refuses with a line for each fault of each file and status 1, and says nothing of the rest', async () => {
    put('a.json', srm);
    put('b.json', srm.replace('"pastSeconds": 5', '"pastSeconds": -5').replace('"replay": true', '"replay": 1'));
    put('c.json', srm);
    put('d.json', Uint8Array.of(0x7b, 0xff, 0x7d));
    put('e.json', ' '.repeat(70_000));
    mkdirSync(join(folder, 'f.json'));
    put('g.txt', 'not looked at');
    expect(await main([folder])).toBe(1);
    expect(said).toBe('');
    const at = (name: string) => `wavetrust policy: ${join(folder, name)}: `;
    expect(complained.trimEnd().split('\n')).toEqual([
      `${at('b.json')}pastSeconds is -5, allowed are numbers from 0.1 to 604800; change it; the unit is seconds`,
      `${at('b.json')}replay is 1, allowed are true and false; change it to one of these`,
      `${at('c.json')}psid is 2113686, as in ${join(folder, 'a.json')}, allowed is one policy for a PSID; keep one of the two, ${join(folder, 'a.json')} or ${join(folder, 'c.json')}`,
      `${at('d.json')}the file is not in UTF-8, allowed are texts in UTF-8; save it as UTF-8`,
      `${at('e.json')}the file is 70000 octets long, allowed are 65536 octets; keep to one policy a file`,
      `${at('f.json')}the file is no plain file, allowed are plain files; give it another name, or take it away`,
    ]);
  });
  test('gives an object a policy, or a refused file, with --json', async () => {
    expect(await main(['--json'])).toBe(0);
    const objects = said
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects.map(({ policy }) => policy)).toEqual(profiles);
    expect(objects.map(({ file }) => file)).toEqual(usualFiles.map(({ file }) => file));
    said = '';
    const file = put('b.json', srm.replace('"pastSeconds": 5', '"pastSeconds": -5'));
    expect(await main(['--json', file])).toBe(1);
    expect(JSON.parse(said)).toMatchObject({
      file,
      faults: [
        {
          field: 'pastSeconds',
          found: '-5',
          allowed: 'numbers from 0.1 to 604800',
          sentence: expect.stringContaining(file),
        },
      ],
    });
    expect(complained).toBe('');
  });
  test('an empty folder is none of policies; what is not there is wrong usage', async () => {
    expect(await main([folder])).toBe(1);
    expect(complained).toContain('the folder is without a policy, allowed are 1 to 256 files called *.json; ');
    await expect(main([join(folder, 'none')])).rejects.toThrow(/none is not there; give a file or folder that is/);
    await expect(main([join(folder, 'none'), '--write', folder])).rejects.toBeInstanceOf(Usage);
    expect(await main(['--nonsense'])).toBe(2);
  });
  test('writes out files that hold, beside a page about them, and not among others', async () => {
    const dir = join(folder, 'new');
    expect(await main(['--write', dir])).toBe(0);
    expect(said).toContain(`${dir}: 6 policies, 4 alternatives in etsi, and README.md`);
    expect(readdirSync(dir).sort()).toEqual([...usualFiles.map(({ file }) => file), 'README.md', 'etsi'].sort());
    const read = (path: string) => {
      const got = policiesAt([path]);
      return got.ok ? got.policies.map(({ policy }) => policy) : got.faults;
    };
    const byName = (all: typeof profiles) =>
      [...all].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    expect(read(dir)).toEqual(byName(profiles));
    expect(read(join(dir, 'etsi'))).toEqual(byName(etsiProfiles));
    await expect(main(['--write', dir])).rejects.toThrow(/not empty.*--force/);
    await expect(main(['--write', join(dir, 'srm.json')])).rejects.toBeInstanceOf(Usage);
    said = '';
    expect(await main(['--write', dir, '--force', '--json'])).toBe(0);
    expect(JSON.parse(said)).toMatchObject({
      folder: dir,
      files: expect.arrayContaining(['srm.json', 'etsi/srem.json']),
    });
  });
});

describe('wavetrust sim --policy', () => {
  test('ends before anything happens where a file is refused, with its sentences and status 1', async () => {
    put('srm.json', srm.replace('"wavetrust-1"', '"wavetrust-9"'));
    const out = join(folder, 'out');
    expect(await sim(['--policy', folder, '--out', out])).toBe(1);
    expect(complained).toMatch(
      /^wavetrust sim: .*srm\.json: ssp is a list with "wavetrust-9", allowed are lists of .*\n$/,
    );
    expect([said, readdirSync(folder)]).toEqual(['', ['srm.json']]);
  });
  test('says which folder is not there', async () => {
    await expect(sim(['--policy', join(folder, 'none')])).rejects.toBeInstanceOf(Usage);
  });
});

describe('the page', () => {
  test('is the one in the folder of policies', () => {
    const path = new URL('../../src/verify/policies/README.md', import.meta.url);
    expect(readFileSync(path, 'utf8'), 'write it anew: wavetrust policy --write src/verify/policies --force').toBe(
      page(),
    );
  });
  test('has a line for each field, layout and policy', () => {
    const lines = page().split('\n');
    const first = lines.filter((line) => line.startsWith('| ')).map((line) => line.split(' | ')[0]!.slice(2));
    const names = [...Object.keys(policyFields), ...layoutNames].map((name) => `\`${name}\``);
    expect(first).toEqual(
      expect.arrayContaining([...names, ...[...profiles, ...etsiProfiles].map(({ name }) => name)]),
    );
  });
});

describe('in words', () => {
  test.each([
    [0.5, '0.5 s'],
    [0, '0 s'],
    [5, '5 s'],
    [3600, '1 h'],
    [5400, '5400 s'],
    [86_400, '1 d'],
    [90_000, '25 h'],
    [604_800, '7 d'],
  ])('%f is %s', (seconds, words) => expect(span(seconds)).toBe(words));
  test('everything that is asked beyond the usual has its words', () => {
    const words = table([
      {
        ...profiles[0]!,
        generationLocation: 'required',
        assurance: 3,
        overdueSeconds: 0,
        requiredSeries: ['060e79/3'],
        generationTime: 'optional',
        replay: false,
      },
    ]);
    for (const part of [
      'level 3 or more',
      'anywhere, stated',
      'never late, needs 060e79/3',
      '(optional), copies taken',
    ])
      expect(words).toContain(part);
  });
  test('an order that a policy says itself is no guess', () => {
    const srem = etsiProfiles[0]!;
    expect(notes({ ...srem, ssp: ['etsi-srem-2'], bits: { 'etsi-srem-2': ['fire'] } })).toEqual([]);
    expect(notes({ ...srem, ssp: ['etsi-srem-2'] })).toHaveLength(1);
    expect(profiles.flatMap(notes)).toEqual([]);
  });
});
