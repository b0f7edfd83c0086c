/** From the role a requestor may claim to its NTCIP 1211 class: lower type first, then lower level. A table to configure. */

export interface PriorityClass {
  readonly type: number;
  readonly level: number;
}
export type ClassTable = Readonly<Record<string, PriorityClass>>;

/** BasicVehicleRole of SAE J2735; type 1 preempts. */
export const classTable: ClassTable = {
  emergency: { type: 1, level: 1 },
  police: { type: 1, level: 2 },
  fire: { type: 1, level: 3 },
  ambulance: { type: 1, level: 4 },
  roadRescue: { type: 1, level: 5 },
  safetyCar: { type: 1, level: 6 },
  roadSideSource: { type: 1, level: 7 },
  publicTransport: { type: 3, level: 1 },
  transit: { type: 3, level: 2 },
  dot: { type: 5, level: 1 },
  roadWork: { type: 5, level: 2 },
  dangerousGoods: { type: 7, level: 1 },
  truck: { type: 7, level: 2 },
  slowMoving: { type: 7, level: 3 },
  stopNgo: { type: 7, level: 4 },
};
/** What no row of the table names: it may ask and gets nothing. */
export const others: PriorityClass = { type: 10, level: 1 };
export const preempts = ({ type }: PriorityClass): boolean => type === 1;
/** An own property only: a role is a word from outside. An enumeration value of a later version has no row. */
export const classOf = (table: ClassTable, role: string | undefined): PriorityClass =>
  role !== undefined && Object.hasOwn(table, role) ? table[role]! : others;

/** RequestImportanceLevel: 0 unknown, 1..14; 15 is reserved. Never above what the permissions allow. */
export const clampImportance = (claimed: number | undefined, cap: number): number =>
  claimed === undefined || !(claimed >= 1 && claimed <= 14) ? 0 : Math.min(claimed, cap);
