/** From a certificate up to an anchor, and what has to hold between each two of the way (wire.md 3.1). */
import { curveOfSignature, equal, type Read, readCertificate, wholeHashName } from './canon.ts';
import { brokenAlone, issuerHash, type Key, periodOf, statedKey } from './certificate.ts';
import { digest, pointOf, reconstruct, verifies, type Written } from './curve.ts';
import { nested } from './geo.ts';
import { type Below, beyondIssuer, beyondSsp } from './permissions.ts';
import { grantRules, type Rule } from './rules.ts';
import type { World } from './world.ts';

/** The certificate, its issuer, and so on; ends with an anchor where `broken` is empty. */
export interface Way {
  readonly certificates: readonly Read[];
  readonly broken: readonly Rule[];
}
export const sameCertificate = (a: Read, b: Read): boolean => equal(a.canonical, b.canonical);

/** 3.1.2: the digest, by the algorithm that is named, is that of the issuer. */
export function isIssuer(child: Read, issuer: Read): boolean {
  const { issuer: name } = child.value;
  const hash = issuerHash(child.value);
  return (
    (name.tag === 'sha256AndDigest' || name.tag === 'sha384AndDigest') &&
    hash !== undefined &&
    // A certificate whose own hash is SHA-256 has no name by another one.
    (hash === 'sha256' || wholeHashName(issuer.value) === hash) &&
    equal(digest(hash, issuer.canonical).subarray(-8), name.value)
  );
}

export function wayUp(start: Read, anchors: readonly Read[], known: readonly Read[], longest: number): Way {
  const way = [start];
  for (;;) {
    const last = way.at(-1)!;
    if (anchors.some((a) => sameCertificate(a, last))) {
      return { certificates: way, broken: way.length - 1 > longest ? ['chain is not too long'] : [] };
    }
    if (last.value.issuer.tag === 'self') return { certificates: way, broken: ['chain ends at an anchor'] };
    const issuer = [...anchors, ...known].find((c) => isIssuer(last, c));
    if (issuer === undefined) return { certificates: way, broken: ['issuer is known'] };
    way.push(issuer);
  }
}

/** 3.1.4: within the period of the issuer. */
function brokenPeriods(child: Read, issuer: Read): Rule[] {
  const [a, p] = [periodOf(child), periodOf(issuer)];
  return [
    ...(a.start < p.start ? (['valid from when the issuer is'] as const) : []),
    ...(a.end > p.end ? (['valid until the issuer is'] as const) : []),
  ];
}

/** 3.1.4: a region that is absent is that of the issuer; absent everywhere it is the world. */
export const regionFrom = (way: readonly Read[]) =>
  way.map((c) => c.value.toBeSigned.value.region).find((r) => r !== undefined);

/** 3.1.4: no part outside the region of the issuer. Where that cannot be established it does not hold. */
function brokenRegion(child: Read, above: readonly Read[], map: World['map']): Rule[] {
  const own = child.value.toBeSigned.value.region;
  const outer = regionFrom(above);
  if (own === undefined || outer === undefined) return [];
  return nested(own, outer, map) === true ? [] : ['region within that of the issuer'];
}

/** 3.1.5, 3.1.6, 3.2: what the end of the chain has is within what each CA above it may give. */
function brokenPermissions(end: Read, above: readonly Read[]): Rule[] {
  const { appPermissions = [], certRequestPermissions = [] } = end.value.toBeSigned.value;
  const isCa = (end.value.toBeSigned.value.certIssuePermissions ?? []).length > 0;
  return above.flatMap((ca, i) => {
    const given = ca.value.toBeSigned.value.certIssuePermissions ?? [];
    // What a CA signs in its own name ends no chain, and lengths are those of chains.
    const counts = isCa ? [] : [i + 1];
    const app: Below = { counts, ends: ['app'] };
    const enrol: Below = { counts, ends: ['enrol'] };
    const apps = appPermissions.flatMap((p) => beyondSsp(given, p, app));
    const requests = certRequestPermissions.flatMap((g) => beyondIssuer(given, certRequestPermissions, g, enrol));
    return [...grantRules('app', apps), ...grantRules('request', requests)];
  });
}
/** 3.2: what a CA may give is within what its issuer may give. Lengths and ends are those of a chain that ends (3.1.5). */
function brokenIssuePermissions(child: Read, issuer: Read): Rule[] {
  const own = child.value.toBeSigned.value.certIssuePermissions ?? [];
  const given = issuer.value.toBeSigned.value.certIssuePermissions ?? [];
  const beyond = own.flatMap((g) => beyondIssuer(given, own, g, { counts: [], ends: [] }));
  return grantRules('issue', beyond);
}

/** The key of the first certificate of the way, by reconstruction where it is implicit. */
export function keyOf(way: readonly Read[]): Key | undefined {
  const [first, issuer] = way;
  if (first === undefined) return undefined;
  const { verifyKeyIndicator } = first.value.toBeSigned.value;
  if (verifyKeyIndicator.tag !== 'reconstructionValue') return statedKey(first);
  const key = issuer && keyOf(way.slice(1));
  if (issuer === undefined || key === undefined || issuerHash(first.value) !== 'sha256') return undefined;
  const value = pointOf(key.curve, verifyKeyIndicator.value);
  const point = value && reconstruct(key.curve, value, key.point, first.canonicalTbs, issuer.canonical);
  return point && { curve: key.curve, point };
}

/** 3.1.3: an explicit certificate is signed by its issuer; an implicit one is shown by the message of its holder. */
function brokenSignature(child: Read, above: readonly Read[]): Rule[] {
  const { signature } = child.value;
  const issuer = above[0];
  if (signature === undefined || issuer === undefined) return [];
  const key = keyOf(above);
  if (key === undefined) return ['key is a point'];
  const hash = issuerHash(child.value);
  if (hash === undefined) return [];
  const input = Buffer.concat([digest(hash, child.canonicalTbs), digest(hash, issuer.canonical)]);
  const parts = signature.value as { readonly rSig: Written; readonly sSig: Uint8Array };
  const good = curveOfSignature(signature.tag) === key.curve && verifies(key, hash, input, parts, false);
  return good ? [] : ['certificate was signed by its issuer'];
}

/** All of 3.1 that needs no clock, no list and no signature. */
export function brokenWay({ certificates: way, broken }: Way, map: World['map']): Rule[] {
  const pairs = way.flatMap((child, i) => {
    const above = way.slice(i + 1);
    const issuer = above[0];
    if (issuer === undefined) return [];
    return [
      ...brokenPeriods(child, issuer),
      ...brokenRegion(child, above, map),
      ...brokenPermissions(child, above),
      ...brokenIssuePermissions(child, issuer),
    ];
  });
  // Whoever may issue is a CA, be there a certificate below or not.
  const isCa = (c: Read, i: number) => i > 0 || (c.value.toBeSigned.value.certIssuePermissions ?? []).length > 0;
  const implicitCa = way.some((c, i) => c.value.type === 'implicit' && isCa(c, i));
  return [
    ...broken,
    ...way.flatMap(brokenAlone),
    ...(implicitCa ? (['authority is explicit'] as const) : []),
    ...pairs,
  ];
}
/** All of 3.1 that needs no clock and no list. */
export function brokenChain(way: Way, world: World): Rule[] {
  const { certificates } = way;
  return [
    ...brokenWay(way, world.map),
    ...certificates.flatMap((c, i) => brokenSignature(c, certificates.slice(i + 1))),
  ];
}

export const readAll = (all: readonly Uint8Array[]): Read[] => all.map(readCertificate).filter((c) => c !== undefined);

/** Authorities are kept only where their own chain holds (3.5: verify the chain before storing). */
export function knownAuthorities(world: World, along: readonly Read[] = []): Read[] {
  const anchors = readAll(world.anchors);
  const kept: Read[] = [];
  for (const c of [...readAll(world.authorities), ...along])
    if (brokenChain(wayUp(c, anchors, kept, world.longestChain), world).length === 0) kept.push(c);
  return kept;
}
