/** Policy files: what is read is what stands there, and what is refused is refused with a sentence for each fault. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';
import {
  fileFaultText,
  LONGEST_POLICY,
  merged,
  type Policy,
  policyFields,
  readPolicies,
  readPolicy,
} from '../../src/verify/policy.ts';
import { etsiProfiles, PSID, profiles } from '../../src/verify/profile.ts';
import { etsiFiles, usualFiles } from '../../src/verify/shipped.ts';

const shipped = [...usualFiles, ...etsiFiles];
type Json = Record<string, unknown>;
const jsonOf = (file: string): Json => JSON.parse(shipped.find((one) => one.file === file)!.text) as Json;
const read = (json: unknown) => readPolicy({ file: 'x.json', text: JSON.stringify(json) });
/** The sentences a changed file is refused with. */
function refused(file: string, change: Json): string[] {
  const got = read({ ...jsonOf(file), ...change });
  return got.ok ? [] : got.faults.map(fileFaultText);
}

describe('the files of this project', () => {
  test('are those of the folder, and each field of them has its line', () => {
    const folder = new URL('../../src/verify/policies/', import.meta.url);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    expect(shipped.map(({ file }) => file).sort()).toEqual(names.sort());
    for (const { file, text } of shipped) expect(text, file).toBe(readFileSync(new URL(file, folder), 'utf8'));
  });
  test('are the profiles in force, under the PSIDs that the units speak by', () => {
    const { crl: _, securityManagement, misbehaviour, srem, ...spoken } = PSID;
    expect(profiles.map(({ psid }) => psid).sort()).toEqual(Object.values(spoken).sort());
    expect(profiles.find(({ name }) => name === 'TMC')!.psid).toBe(TMC_PSID);
    expect(etsiProfiles.map(({ name, psid }) => [name, psid])).toEqual([
      ['SREM', srem],
      ['SSEM', 637],
      ['SPATEM', 137],
      ['MAPEM', 138],
    ]);
    expect(shipped.map(({ file, text }) => readPolicy({ file, text }))).toEqual(
      [...profiles, ...etsiProfiles].map((policy) => ({ ok: true, policy })),
    );
  });
  test('B18: have less patience with an overdue CRL where something is asked for', () => {
    const patience = (name: string) => profiles.find((p) => p.name === name)!.overdueSeconds;
    for (const asking of ['SRM', 'TMC'])
      for (const telling of ['MAP', 'SPaT']) expect(patience(asking)).toBeLessThan(patience(telling));
  });
});

/** What may stand in no field, in some, and in all of a kind. */
const values = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', '5 s', [], {}, [[]], [null], 'required', 'optional', 'absent'),
  fc.constantFrom<unknown>(
    'messageFrame',
    'tmc',
    'octets',
    ['certificate'],
    ['digest', 'digest'],
    ['SPAT'],
    ['MapData'],
  ),
  fc.constantFrom<unknown>(['wavetrust-1'], ['etsi-srem-2'], ['etsi-mapem-1'], ['wavetrust-tmc-1'], ['060e79/3']),
  fc.constantFrom<unknown>(
    { 'etsi-srem-2': ['fire'] },
    { 'wavetrust-1': ['fire'] },
    ['trailing'],
    'checked',
    'unchecked',
  ),
  fc.constantFrom<unknown>(-5, 0, 0.05, 0.1, 1, 3, 10, 11, 60, 601, 86_400, 604_800, 604_801, 2 ** 31, -1, 1.5, 1e300),
  fc.double(),
  fc.jsonValue(),
);
const changes = fc.record({
  file: fc.constantFrom(...shipped.map(({ file }) => file)),
  field: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...Object.keys(policyFields)) },
    { weight: 1, arbitrary: fc.string() },
  ),
  value: fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.constant(undefined) }),
});

describe('a file with one field changed', () => {
  test('means something else, or is refused with sentences that name a field it is about', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(changes, ({ file, field, value }) => {
        const before = jsonOf(file);
        const text = JSON.stringify(Object.defineProperty({ ...before }, field, { value, enumerable: true }));
        const now = JSON.parse(text) as Json;
        fc.pre(
          JSON.stringify(now[field]) !== JSON.stringify(before[field]) ||
            Object.hasOwn(now, field) !== Object.hasOwn(before, field),
        );
        const was = readPolicy({ file, text: JSON.stringify(before) });
        const got = readPolicy({ file, text });
        if (got.ok) {
          seen.accepted++;
          if (field !== 'comment') expect(got.policy).not.toEqual(was.ok && was.policy);
          return;
        }
        seen.refused++;
        expect(got.faults.length).toBeGreaterThan(0);
        for (const fault of got.faults) {
          const sentence = fileFaultText(fault);
          expect(sentence.startsWith(`${file}: ${fault.field} is `)).toBe(true);
          expect(sentence).toMatch(/^[\x20-\x7e\u00a0-\uffff]+, allowed (is|are) [\x20-\x7e]+; [\x20-\x7e]+$/);
          expect(sentence.length).toBeLessThan(900);
        }
        // What goes with a field is named where the two disagree, and the field itself by name or by what it holds.
        const known = Object.hasOwn(policyFields, field);
        if (known) expect(got.faults.some((f) => f.field === field || RELATED[field]?.includes(f.field))).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(seen.accepted).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(500);
  });
  /** Fields that the rules of conflict.ts hold against one that was changed. */
  const RELATED: Readonly<Record<string, readonly string[]>> = {
    payload: ['messages', 'ssp'],
    messages: ['replay', 'pastSeconds', 'ssp', 'generationTime'],
    replay: ['generationTime', 'pastSeconds'],
    ssp: ['bits'],
  };
});

describe('one fault, one sentence', () => {
  test('series that stand in no certificate cannot be required: that would require nothing', () => {
    const given = (series: string) => {
      const text = JSON.stringify({ ...jsonOf('srm.json'), requiredSeries: [series] });
      return readPolicy({ file: 'x.json', text }).ok;
    };
    for (const n of [1, 9, 10, 999, 9999, 10_000, 59_999, 60_000, 64_999, 65_499, 65_529, 65_530, 65_535])
      expect([n, given(`a0ce4f/${n}`)]).toEqual([n, true]);
    for (const n of [0, 65_536, 65_539, 65_540, 65_600, 66_000, 70_000, 99_999, 100_000, '01', '+1', ' 1', ''])
      expect([n, given(`a0ce4f/${n}`)]).toEqual([n, false]);
    expect([given('000001/3'), given('000000/3')]).toEqual([true, false]);
  });
  test('a number too large to be one is told as that', () => {
    const text = JSON.stringify({ ...jsonOf('srm.json'), pastSeconds: 5 }).replace(
      '"pastSeconds":5',
      '"pastSeconds":1e999',
    );
    const got = readPolicy({ file: 'x.json', text });
    expect(!got.ok && got.faults.map(fileFaultText)).toEqual([
      expect.stringMatching(/^x\.json: pastSeconds is Infinity, allowed are numbers from /),
    ]);
  });
  test('a message, a deviation or a layout that there is none of', () => {
    expect(refused('spat.json', { messages: ['SPaT'] })[0]).toMatch(
      /^x\.json: messages is a list with "SPaT", allowed are lists of MapData, SPAT, .*; change it to one of these$/,
    );
    expect(refused('bsm.json', { tolerates: ['anything'] })[0]).toMatch(
      /^x\.json: tolerates is a list with "anything", allowed are lists of trailing, .*; change it to one of these$/,
    );
    expect(refused('srm.json', { ssp: ['sae-1'] })[0]).toMatch(
      /^x\.json: ssp is a list with "sae-1", allowed are lists of wavetrust-1, .*; change it to one of these$/,
    );
  });
  test.each<[string, Json, string]>([
    [
      'srm.json',
      { pastSeconds: -5 },
      'pastSeconds is -5, allowed are numbers from 0.1 to 604800; change it; the unit is seconds',
    ],
    [
      'srm.json',
      { pastSeconds: '5 s' },
      'pastSeconds is "5 s", allowed are numbers from 0.1 to 604800; write a number without quotes; the unit is seconds',
    ],
    [
      'srm.json',
      { futureSeconds: 0 },
      'futureSeconds is 0, allowed are numbers from 0.1 to 60; change it; the unit is seconds',
    ],
    [
      'srm.json',
      { psid: 0x1020_4080 },
      'psid is 270549120, allowed are whole numbers from 0 to 270549119; change it to one of these',
    ],
    [
      'spat.json',
      { distanceMetres: 0 },
      'distanceMetres is 0, allowed are numbers from 1 to 1000000; change it; the unit is metres',
    ],
    ['bsm.json', { assurance: 8 }, 'assurance is 8, allowed are whole numbers from 0 to 7; change it to one of these'],
    [
      'bsm.json',
      { signer: [] },
      'signer is an empty list, allowed are lists of certificate, digest, with one of them at least; change it to one of these',
    ],
    [
      'bsm.json',
      { name: 'B\u001b[2J' },
      'name is "B\\u001b[2J", allowed are texts of up to 32 letters, digits, spaces and ._-; change it to one of these',
    ],
    [
      'map.json',
      { requiredSeries: ['060E79/3'] },
      'requiredSeries is a list with "060E79/3", allowed are lists of series like "060e79/3" (cracaId in hex but not 000000, crlSeries from 1 to 65535); change it to one of these',
    ],
    [
      'srm.json',
      { replay: false },
      'replay is false, allowed are only true for what is asked of a signal; set it to true: a copy would ask again',
    ],
    [
      'tmc.json',
      { replay: false },
      'replay is false, allowed are only true for what is asked of a signal; set it to true: a copy would ask again',
    ],
    [
      'srm.json',
      { pastSeconds: 60 },
      'pastSeconds is 60, allowed are numbers from 0.1 to 10 for a signal request; make it shorter: the unit remembers no longer what a signer asked before',
    ],
    [
      'map.json',
      { replay: true },
      'pastSeconds is 604800, allowed are numbers from 0.1 to 600 with replay true; make it shorter, or set replay to false: messages are not remembered for longer',
    ],
    [
      'ssm.json',
      { generationTime: 'optional' },
      'generationTime is optional, allowed are only required with replay true; set one of the two otherwise: without a time, a copy is taken again when the message is forgotten',
    ],
    [
      'srm.json',
      { ssp: [] },
      'ssp is an empty list, allowed is one layout or more of wavetrust-1, role-bitmap-30, etsi-srem-1, etsi-srem-2, etsi-srem-3; name the one of your certificates: without it, any of them could claim any role',
    ],
    [
      'tmc.json',
      { ssp: [] },
      'ssp is an empty list, allowed is one layout or more of wavetrust-tmc-1; name the one of your certificates: without it, any of them could claim any role',
    ],
    [
      'spat.json',
      { ssp: ['etsi-srem-2'] },
      'ssp is etsi-srem-2, which is of SignalRequestMessage, allowed are etsi-spatem-1 for PSID 130, which carries SPAT; take it out, or put it into the policy it is for',
    ],
    [
      'bsm.json',
      { ssp: ['etsi-srem-2'] },
      'ssp is etsi-srem-2, which is of SignalRequestMessage, allowed are no layouts for PSID 32, which carries BasicSafetyMessage; take it out, or put it into the policy it is for',
    ],
    [
      'srm.json',
      { bits: { 'etsi-srem-2': ['fire'] } },
      'bits is an order of etsi-srem-2, allowed are orders of layouts that ssp names; add it to ssp, or take it out here',
    ],
    [
      'spat.json',
      { messages: [] },
      'messages is an empty list, allowed is one message or more with payload messageFrame; name what may be sent',
    ],
    [
      'tmc.json',
      { messages: ['SPAT'] },
      'messages is SPAT, allowed are none with payload tmc; empty the list, or change payload',
    ],
  ])('%s %j', (file, change, sentence) => expect(refused(file, change)).toEqual([`x.json: ${sentence}`]));

  test('a unit that is none of the field: what it is called, and the field that is missing', () => {
    const { pastSeconds: _, ...rest } = jsonOf('srm.json');
    const got = read({ ...rest, pastMillis: 5000 });
    expect(got.ok).toBe(false);
    const sentences = got.ok ? [] : got.faults.map(fileFaultText);
    expect(sentences[0]).toBe('x.json: pastSeconds is missing, allowed are numbers from 0.1 to 604800; add it');
    expect(sentences[1]).toMatch(
      /^x\.json: pastMillis is no field of a policy, .*; take it out, or write pastSeconds, whose unit/,
    );
  });
  test('an order of bits: roles of the standard, each once, and no more than there are bits', () => {
    const order = (bits: unknown) => refused('etsi/srem.json', { bits });
    expect(order({ 'etsi-srem-1': [null, 'fire', 'requests'] })).toEqual([]);
    expect(order({ 'etsi-srem-1': ['mayor'] })[0]).toContain('bits is an object with "mayor" in etsi-srem-1');
    expect(order({ 'etsi-srem-1': ['fire', 'fire'] })[0]).toContain('an object with "fire" in etsi-srem-1, or twice');
    expect(order({ 'etsi-srem-1': Array(17).fill(null) })[0]).toContain('an object with a list of 17 as etsi-srem-1');
    expect(order({ 'wavetrust-1': ['fire'] })[0]).toContain('an object with "wavetrust-1"');
    expect(order(['fire'])[0]).toContain('bits is a list of 1');
    const text = JSON.stringify(jsonOf('etsi/srem.json')).replace(/}$/, ',"bits":{"__proto__":["fire"]}}');
    expect(readPolicy({ file: 'x.json', text })).toMatchObject({ ok: false, faults: [{ field: 'bits' }] });
  });
});

describe('a file as a whole', () => {
  const whole = (text: string) => {
    const got = readPolicy({ file: 'x.json', text });
    return got.ok ? 'accepted' : got.faults.map(fileFaultText).join('\n');
  };
  test.each([
    [
      '',
      /^x\.json: the file is not as it should be \(Unexpected end of JSON input\), allowed is JSON; correct it there$/,
    ],
    ['{"name": "a",\n}', /line 2 column 1/],
    ['[]', /^x\.json: the file is an empty list, allowed is one JSON object; /],
    ['null', /the file is null/],
    ['"\u001b[2J"', /the file is not as it should be \(Bad control character/],
    ['{"name": "a", "name": "b"}', /\("name" stands in one object twice\)/],
    ['{"name": "a", "\\u006eame": "b"}', /stands in one object twice/],
    ['{"x": [{"y": "\\"a\\":{", "z": 1, "y": 2}]}', /\("y" stands in one object twice\)/],
    ['{"name": "a", "psid": {"name": "b"}}', /^x\.json: psid is an object/m],
  ])('%j', (text, sentence) => expect(whole(text)).toMatch(sentence));

  test('is refused with all that is wrong, up to forty places', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, i]));
    const got = read({ ...jsonOf('srm.json'), ...many, pastSeconds: 0, replay: 1, ssp: ['x'] });
    const fields = got.ok ? [] : got.faults.map((f) => f.field);
    expect(fields.slice(0, 4)).toEqual(['pastSeconds', 'replay', 'ssp', 'x0']);
    expect(fields.length).toBe(41);
    expect(got.ok ? '' : fileFaultText(got.faults[40]!)).toContain('the file is wrong in 463 more places');
  });
  test('is not looked into where it is too long', () => {
    expect(whole(' '.repeat(LONGEST_POLICY + 1))).toContain('the file is 65537 characters long');
    const text = JSON.stringify(jsonOf('srm.json'));
    expect(whole(text.padEnd(LONGEST_POLICY))).toBe('accepted');
  });
  test('however deep, or whatever it holds, gives a policy or sentences', () => {
    for (const deep of ['['.repeat(30_000) + ']'.repeat(30_000), `{"psid":${'{"a":'.repeat(9000)}1${'}'.repeat(9001)}`])
      expect(whole(deep)).toMatch(/^x\.json: /);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((v) => JSON.stringify(v)),
        ),
        (text) => {
          expect(whole(text)).toMatch(/^x\.json: /);
        },
      ),
    );
  });
  test('leaves nothing of its comment', () => {
    const got = read({ ...jsonOf('bsm.json'), comment: 'mine' });
    expect(got).toEqual({ ok: true, policy: profiles[0] });
  });
});

describe('files that are to hold together', () => {
  const bsm = usualFiles[0]!;
  test('give all their policies, in their order', () => {
    const got = readPolicies(shipped);
    expect(got.ok && got.policies).toEqual([...profiles, ...etsiProfiles]);
  });
  test('of which two are for one PSID are refused, and so are all where one is wrong', () => {
    const again = readPolicies([bsm, usualFiles[1]!, { ...bsm, file: 'again.json' }]);
    expect(again.ok ? [] : again.faults.map(fileFaultText)).toEqual([
      'again.json: psid is 32, as in bsm.json, allowed is one policy for a PSID; keep one of the two, bsm.json or again.json',
    ]);
    const wrong = readPolicies([bsm, { file: 'a.json', text: '{' }, { file: 'b.json', text: '[1]' }]);
    expect(wrong.ok ? [] : wrong.faults.map(({ file }) => file)).toEqual(['a.json', 'b.json']);
  });
  test('a name of a file that would move the cursor does not', () => {
    const got = readPolicies([{ file: 'a\u001b[2J.json', text: '' }]);
    expect(got.ok ? '' : fileFaultText(got.faults[0]!)).toMatch(/^a\?\[2J\.json: /);
  });
  test('take the place of those with the same PSID, and stand beside the others', () => {
    const changed: Policy[] = [{ ...profiles[1]!, pastSeconds: 3 }, ...etsiProfiles];
    const all = merged<Policy>(profiles, changed);
    expect(all.map(({ psid }) => psid)).toEqual([...profiles, ...etsiProfiles].map(({ psid }) => psid));
    expect(all[1]).toBe(changed[0]);
    expect(merged(profiles, [])).toEqual(profiles);
  });
});
