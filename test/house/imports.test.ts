/** Who may import whom. A new folder in src gets a place in the table below; what it may import follows from that. */
import { describe, expect, it } from 'vitest';
import { data, FOLDERS, product, type Source, tests } from './source.ts';

/** What a folder may import beside itself. */
const TOP: Readonly<Record<string, readonly string[]>> = {
  asn1: [],
  src: ['asn1'],
  roadside: ['asn1', 'src'],
  vehicles: ['asn1', 'src'],
  sim: ['asn1', 'src', 'roadside', 'vehicles'],
  bench: ['asn1', 'src', 'roadside', 'vehicles'],
};
/** Inside src: a module imports from lines above its own, never from below or beside it. */
const STRATA: readonly (readonly string[])[] = [
  ['world.ts'],
  ['time.ts', 'thin.ts', 'heap.ts', 'rate.ts', 'crypto', 'map'],
  ['crew', 'prometheus.ts', 'capture', 'trust', 'net'],
  ['system.ts'],
  ['secure', 'verify'],
  ['scms', 'tmc', 'audit', 'dissect', 'testpki', 'p2pcd', 'policy', 'portable.ts'],
  ['enrol', 'vectors'],
  ['commands'],
  ['cli.ts'],
];
const ROLES = ['root', 'ica', 'eca', 'aca', 'ra', 'la', 'ma'];

const byPath = new Map(product.map((s) => [s.path, s]));
const top = (path: string): string => path.split('/')[0]!;
const stratum = (path: string): number => STRATA.findIndex((row) => row.includes(path.split('/')[1]!));
/** `from -> to` of each import of ours that breaks a rule. */
function breaches(sources: readonly Source[], allowed: (from: string, to: string) => boolean): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((i) => i.own && !allowed(path, i.to)).map((i) => `${path} -> ${i.to}`),
  );
}

describe('imports go one way', () => {
  it('there is source in each folder, and imports were found in it', () => {
    for (const folder of FOLDERS) {
      const inside = product.filter((s) => top(s.path) === folder);
      expect(
        inside.some((s) => s.imports.some((i) => i.own)),
        folder,
      ).toBe(true);
    }
  });

  it('between the folders: as the table says, and nobody imports a test', () => {
    const allowed = (from: string, to: string) => top(from) === top(to) || TOP[top(from)]!.includes(top(to));
    expect(breaches(product, allowed)).toEqual([]);
  });

  it('each module of src has its place in the table', () => {
    const names = product.filter((s) => top(s.path) === 'src').map((s) => s.path);
    expect(names.filter((p) => stratum(p) < 0)).toEqual([]);
  });

  it('inside src: upwards only', () => {
    const inside = product.filter((s) => top(s.path) === 'src');
    const allowed = (from: string, to: string) =>
      top(to) !== 'src' || from.split('/')[1] === to.split('/')[1] || stratum(to) < stratum(from);
    expect(breaches(inside, allowed)).toEqual([]);
  });

  it('commands are imported where a program starts, and nowhere else', () => {
    const starts = (path: string) =>
      path === 'src/cli.ts' || path.startsWith('src/commands/') || path.endsWith('/main.ts');
    expect(breaches(product, (from, to) => !to.startsWith('src/commands/') || starts(from))).toEqual([]);
  });

  it('the wire needs nothing but itself: no package, no Node', () => {
    // What writes the reference pages reads the source, and is not shipped.
    const wire = product.filter((s) => top(s.path) === 'asn1' && !s.path.startsWith('asn1/reference/'));
    const foreign = wire.flatMap((s) => s.imports.filter((i) => !i.own));
    expect(foreign).toEqual([]);
  });

  it('no file runs another that runs it', () => {
    expect(product.flatMap(({ path }) => circle(path))).toEqual([]);
  });

  it('data is imported, so that a build has it', () => {
    const used = new Set(product.flatMap((s) => s.imports.map((i) => i.to)));
    expect(data.length).toBeGreaterThan(0);
    expect(data.filter((path) => !used.has(path))).toEqual([]);
  });

  it('names files in full, and only such as are there', () => {
    const all = new Set([...byPath.keys(), ...tests.map((s) => s.path), ...data]);
    expect(breaches([...product, ...tests], (_, to) => all.has(to))).toEqual([]);
  });
});

describe('no role of the SCMS knows another', () => {
  it.each(ROLES)('%s imports none, by whatever way', (role) => {
    const others = ROLES.filter((r) => r !== role).map((r) => `src/scms/${r}.ts`);
    const reached = reach(`src/scms/${role}.ts`);
    expect(reached.size).toBeGreaterThan(1);
    expect([...reached].filter((path) => others.includes(path))).toEqual([]);
  });
});

/** Everything a file imports, and what that imports, types included. */
function reach(path: string, seen = new Set<string>()): Set<string> {
  seen.add(path);
  for (const { to, own } of byPath.get(path)?.imports ?? []) if (own && !seen.has(to)) reach(to, seen);
  return seen;
}

/** The way from a file back to itself through imports that are there at run time; empty where there is none. */
function circle(start: string): string[] {
  const seen = new Set<string>();
  const way = (path: string): string[] | undefined => {
    for (const { to, own, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (!own || typeOnly) continue;
      if (to === start) return [path, to];
      if (seen.has(to)) continue;
      seen.add(to);
      const rest = way(to);
      if (rest) return [path, ...rest];
    }
    return undefined;
  };
  const found = way(start);
  return found ? [found.join(' -> ')] : [];
}
