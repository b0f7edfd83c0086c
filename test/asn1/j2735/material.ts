/** Frames that others sent, from the vectors beside the project; none where there are no vectors. */
import { existsSync, readFileSync } from 'node:fs';

export interface Item {
  readonly id: string;
  readonly hex: string;
  readonly decoded: unknown;
  /** False: another decoder, of the edition of 2016, does not write it back the same. */
  readonly ok2016: unknown;
}
const vectors = new URL('../../../../shared/vectors/', import.meta.url);
/** Empty, or what to add to the name of a test that has to be skipped. */
export const absent = existsSync(vectors) ? '' : ' (skipped: no vectors beside the project)';

export function itemsOf(folder: string, name: string): Item[] {
  if (absent) return [];
  const file: unknown = JSON.parse(readFileSync(new URL(`${folder}/${name}.json`, vectors), 'utf8'));
  const items = (Array.isArray(file) ? file : (file as { items: unknown[] }).items) as Record<string, unknown>[];
  return items.map((i) => ({
    id: String(i.id),
    hex: String(i.hex),
    decoded: i.decoded ?? i.expectJer,
    ok2016: i.ok2016,
  }));
}

const BOTH = ['srm', 'ssm', 'spat', 'map', 'tim', 'bsm', 'psm'];
/** Every file of MessageFrames, by folder. */
export const files = [
  ...BOTH.map((name) => ({ name, folder: 'roadside', items: itemsOf('roadside', name) })),
  ...[...BOTH, 'rtcm', 'rsm', 'sdsm'].map((name) => ({
    name,
    folder: 'wire',
    items: itemsOf('wire', `j2735-${name}`),
  })),
];
