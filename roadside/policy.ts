/** What a road authority decides about requests: limits, times, classes. */
import { type ClassTable, classTable } from './classes.ts';
import type { IntersectionID, Site } from './request.ts';

/** Times in seconds. */
export interface DeskOptions {
  readonly intersection: IntersectionID;
  readonly site: Site;
  readonly classes: ClassTable;
  /** Most open rows (NTCIP 1211: 10), and most open rows of one signer. */
  readonly rows: number;
  readonly rowsPerSigner: number;
  readonly timeToLive: number;
  readonly maxPresence: number;
  /** Lock-out after service, by class type; types that are not named wait `reserviceElse`. */
  readonly reservice: Readonly<Record<number, number>>;
  readonly reserviceElse: number;
  readonly lead: number;
  /** How long a closed row stays in SSM. */
  readonly linger: number;
  readonly furthestEta: number;
  readonly longestService: number;
  readonly lowestType: number;
  /** Preempt inputs that emergency requests use in turn; lower ones (rail) rule over the desk. */
  readonly inputs: readonly [number, number];
}
export const deskDefaults = {
  classes: classTable,
  rows: 10,
  rowsPerSigner: 2,
  timeToLive: 10,
  maxPresence: 120,
  reservice: { 1: 15 },
  reserviceElse: 120,
  lead: 60,
  linger: 3,
  furthestEta: 600,
  longestService: 60,
  lowestType: 9,
  inputs: [3, 4],
} as const satisfies Omit<DeskOptions, 'intersection' | 'site'>;
