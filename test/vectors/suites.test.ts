import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { Certificates } from '../../src/vectors/certificates.ts';
import { byId, collect, type VectorFile, vectorFiles } from '../../src/vectors/folder.ts';
import { idOf, run, suiteNamed, suiteNames, unsupported } from '../../src/vectors/suites.ts';

const vectors = fileURLToPath(new URL('../../../shared/vectors/', import.meta.url));
const absent = existsSync(vectors) ? '' : ' (skipped: no vectors beside the project)';
const KNOWN = new Map([
  ['crypto', 22],
  ['roadside', 13],
  ['wire', 31],
]);
const folder = (name: string): VectorFile[] => (absent ? [] : vectorFiles(`${vectors}${name}`));
const vector = byId([...KNOWN.keys()].flatMap(folder));

interface Outcome {
  readonly failures: string[];
  readonly accepted: string[];
}
function outcome({ suite, items }: VectorFile, certificates: Certificates): Outcome {
  const failures: string[] = [];
  const accepted: string[] = [];
  for (const [at, item] of items.entries()) {
    const accept = (deviation: string) => void accepted.push(`${idOf(item, at)}: ${deviation}`);
    const differs = run(suiteNamed(suite)!, item, { crypto: openssl, reference: noble, certificates, vector, accept });
    if (differs !== undefined) failures.push(`${idOf(item, at)}: ${differs}`);
  }
  return { failures, accepted };
}
/** The reference takes milliseconds for each signature: a suite of hundreds is more than one test. */
const BATCH = 100;
function batches(file: VectorFile): (readonly [string, number, VectorFile])[] {
  const starts = Array.from({ length: Math.max(1, Math.ceil(file.items.length / BATCH)) }, (_, n) => n * BATCH);
  return starts.map((from) => [file.suite, from, { ...file, items: file.items.slice(from, from + BATCH) }]);
}
function poolOf(...files: readonly VectorFile[]): Certificates {
  const certificates = new Certificates(openssl);
  collect(files, certificates);
  return certificates;
}

describe.skipIf(absent).each([...KNOWN])(`vectors of others, %s${absent}`, (name, count) => {
  const files = folder(name);
  const known = files.filter(({ suite }) => suiteNamed(suite));
  const certificates = poolOf(...files);

  it('are all read', () => {
    expect(files.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(known).toHaveLength(count);
  });
  it.each(known.flatMap(batches))('%s, from %i on: each vector comes out as it says', (_, __, file) => {
    expect(file.items.length).toBeGreaterThan(0);
    expect(outcome(file, certificates).failures).toEqual([]);
  });
  it.each(known.map((file) => [file.suite, file] as const))(
    '%s: an object without members shows nothing and fails',
    (_, { suite }) => {
      const bare = { path: '', suite, items: [{}, null, 7, 'text', []] };
      expect(outcome(bare, certificates).failures).toHaveLength(5);
    },
  );
});

/** Members that say where a vector is from, or what a person should know of it. */
const REMARKS =
  /^(id|kind|standard|source|sourceXer|agreement|notes?|vendor|comment|flags|alsoIn|features|origin|ok20\d\d|oracles|chain|type|role|structure|signerRole|p1Note|contentChoice|redacted|rule|eRule|warning|message[A-Z].*|cert(Kind)|keyEvidence|jIndexing|hashedId10Rule|eiNote|precededBy|messagesOfThisCertInLogs|verified|trailingHexInSource)\b/;
/** Members of which one changed digit may be true as well: a CRL's tail, a text, a body nobody signed, what is given freely. */
const OPEN =
  /(^file|^issuerCert|\.note|spdus\.\d+\.(source|expect)|expect\.subject|^expect$|p1AsPrintedWrong|^inputs\.(P1|tbsHash|signer_h|privKeyReconstruction|R)|^issuer\.self|^inner|^embeddedCerts|^signerCert|^hex$|^wsmHex$|^psid$|^payloadMessage$|^i$)/;

function* leaves(value: object, path: readonly string[] = []): Generator<readonly string[]> {
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === 'object' && part !== null) yield* leaves(part, [...path, name]);
    else if (typeof part === 'string' || typeof part === 'number') yield [...path, name];
  }
}
/** The same vector with the last digit at `path` another one. */
function changed(item: object, path: readonly string[]): object {
  const copy = structuredClone(item);
  let at = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const last = path.at(-1)!;
  const value = at[last];
  if (typeof value === 'number') at[last] = value + 1;
  else {
    const text = String(value);
    const digit = text === '' ? 'x' : ((Number.parseInt(text.at(-1)!, 16) + 1) % 16).toString(16);
    at[last] = `${text.slice(0, -1)}${digit === 'NaN' ? '~' : digit}`;
  }
  return copy;
}

describe.skipIf(absent).each([...KNOWN.keys()])(`a vector of %s that says something else${absent}`, (name) => {
  const files = folder(name);
  const certificates = poolOf(...files);
  // Vectors that are to be refused say less: another broken octet is as broken. Of frames nothing is said but that they are some.
  const strict = files.filter(({ suite }) => suiteNamed(suite) && !/^neg|ecdsa-verify|^frame-|^gn-/.test(suite));
  it.each(strict.map((file) => [file.suite, file] as const))(
    '%s: fails, whichever member it is',
    (_, { suite, items }) => {
      const quiet: string[] = [];
      let tried = 0;
      for (const item of items.slice(0, 2) as object[]) {
        for (const path of [...leaves(item)].slice(0, 60)) {
          const member = path.join('.');
          if (REMARKS.test(member) || OPEN.test(member)) continue;
          tried++;
          const file = { path: '', suite, items: [changed(item, path)] };
          if (outcome(file, certificates).failures.length === 0) quiet.push(`${idOf(item, 0)} ${member}`);
        }
      }
      expect(tried).toBeGreaterThan(0);
      expect(quiet).toEqual([]);
    },
  );
});

describe.skipIf(absent)(`issuers in another folder${absent}`, () => {
  const wire = folder('wire');
  const of = (suite: string) => wire.find((file) => file.suite === suite)!;

  it('are said to be missing, and judged once they are given', () => {
    const [explicit, implicit] = [of('cert-explicit'), of('cert-implicit')];
    const alone = outcome(implicit, poolOf(implicit));
    const together = outcome(implicit, poolOf(implicit, explicit));
    const unjudged = (accepted: readonly string[]) =>
      accepted.filter((line) => line.includes('link not judged')).length;
    expect([...alone.failures, ...together.failures]).toEqual([]);
    expect(unjudged(alone.accepted)).toBe(implicit.items.length);
    expect(unjudged(together.accepted)).toBeLessThan(implicit.items.length / 8);
  });
  it('leave few signatures unjudged', () => {
    const { accepted } = outcome(of('spdu-signed'), poolOf(...wire));
    const unjudged = accepted.filter((line) => line.includes('signature not judged'));
    const signed = of('spdu-signed').items as { verified: { ok: boolean } }[];
    // One SPDU of the folder was signed with a certificate that is not in it; eleven have no known signer at all.
    expect(unjudged.length).toBeLessThanOrEqual(signed.filter(({ verified }) => !verified.ok).length + 1);
  });
  it('make a bad link fail where it is said to be good', () => {
    const [explicit] = [of('cert-explicit')];
    const bad = explicit.items.filter((item) =>
      /BAD/.test(String((item as { verified: { what: string } }).verified.what)),
    );
    expect(bad.length).toBeGreaterThan(0);
    const praised = bad.map((item) => ({
      ...(item as object),
      verified: { ok: true, what: 'issuer signature verified' },
    }));
    expect(outcome({ ...explicit, items: praised }, poolOf(...wire)).failures).toHaveLength(bad.length);
  });
});

describe('suites', () => {
  it('that are known are not called unsupported', () => {
    for (const name of unsupported.keys()) expect(suiteNames()).not.toContain(name);
  });
});
