/** Regions that are none (6.4.17 to 6.4.26), and such as have more parts than we look at before a signature is checked. */
import type { GeographicRegion, IdentifiedRegion, TwoDLocation } from '../../asn1/ieee1609dot2/base.ts';
import { listed, placeText, tagOf, type Wrong } from './finding.ts';
import { crossed } from './region.ts';

/** The standard asks for 8; each is looked at against each of the issuer's before any signature is. */
const MOST = 64;
const AT = 'toBeSigned.region';

/** 5.2.6  A form of region that no edition we know has, or an area of such a form in it. */
export function strangeRegion(region: GeographicRegion): Wrong | undefined {
  if (region.tag === '?') return unknownForm(AT, region);
  if (region.tag !== 'identifiedRegion') return undefined;
  return first(region.value, `${AT}.${region.tag}`, (r, at) => (r.tag === '?' ? unknownForm(at, r) : undefined));
}

/** The first thing wrong with a region all of whose forms are known. */
export function regionDefect(region: GeographicRegion): Wrong | undefined {
  if (region.tag === '?') return undefined;
  const at = `${AT}.${region.tag}`;
  if (region.tag === 'circularRegion') return unplaced(`${at}.center`, region.value.center);
  const { length } = region.value;
  if (length === 0) return invalid(at, '6.4.17', 'a region of nothing', 'no entry', '1 entry or more');
  if (length > MOST) return tooMany(at, length);
  if (region.tag === 'identifiedRegion') return first(region.value, at, countryDefect);
  if (region.tag === 'rectangularRegion')
    return first(region.value, at, (r, here) => {
      const { northWest: n, southEast: s } = r;
      const wrong = unplaced(`${here}.northWest`, n) ?? unplaced(`${here}.southEast`, s);
      if (wrong) return wrong;
      if (n.latitude > s.latitude && n.longitude < s.longitude) return undefined;
      const allowed = `a corner north and west of ${placeText(s)}`;
      return invalid(`${here}.northWest`, '6.4.20', 'a rectangle of no height or width', placeText(n), allowed);
    });
  const wrong = first(region.value, at, (corner, here) => unplaced(here, corner));
  if (wrong) return wrong;
  if (!crossed(region.value)) return undefined;
  const corners = listed(region.value.map(placeText), ' and ');
  return invalid(at, '6.4.21', 'sides of a polygon that cross', corners, 'corners whose sides do not cross');
}

function countryDefect(r: IdentifiedRegion, at: string): Wrong | undefined {
  if (r.tag === '?' || r.tag === 'countryOnly') return undefined;
  if (r.tag === 'countryAndRegions') return counted(`${at}.${r.tag}.regions`, r.value.regions.length);
  const parts = r.value.regionAndSubregions;
  const here = `${at}.${r.tag}.regionAndSubregions`;
  return (
    counted(here, parts.length) ??
    first(parts, here, ({ subregions }, part) => counted(`${part}.subregions`, subregions.length))
  );
}

function counted(at: string, length: number): Wrong | undefined {
  if (length === 0) return invalid(at, '6.4.24', 'a region of nothing', 'no entry', '1 entry or more');
  return length > MOST ? tooMany(at, length) : undefined;
}

/** 6.4.19  A place that is not known bounds nothing. */
function unplaced(at: string, { latitude, longitude }: TwoDLocation): Wrong | undefined {
  if (latitude > 900_000_000)
    return invalid(`${at}.latitude`, '6.4.19', 'a place that is not known', `${latitude}`, 'at most 900000000');
  if (longitude > 1_800_000_000)
    return invalid(`${at}.longitude`, '6.4.19', 'a place that is not known', `${longitude}`, 'at most 1800000000');
  return undefined;
}

function first<T>(list: readonly T[], at: string, defect: (part: T, at: string) => Wrong | undefined) {
  for (const [i, part] of list.entries()) {
    const wrong = defect(part, `${at}.${i}`);
    if (wrong) return wrong;
  }
  return undefined;
}
const invalid = (field: string, clause: string, sentence: string, found: string, allowed: string): Wrong => ({
  ...{ result: 'spduParsingInvalidInput', clause, sentence, field, found, allowed },
});
const unknownForm = (field: string, form: Parameters<typeof tagOf>[0]): Wrong => ({
  ...{ result: 'unsupportedCriticalInformationField', clause: '5.2.6', sentence: 'a form that is not supported' },
  ...{ field, found: tagOf(form), allowed: 'a form of IEEE 1609.2-2022' },
});
const tooMany = (field: string, length: number): Wrong => ({
  ...{ result: 'unsupportedCriticalInformationField', clause: '5.2.6', sentence: 'a region of too many parts' },
  ...{ field, found: `${length}`, allowed: `at most ${MOST}` },
});
