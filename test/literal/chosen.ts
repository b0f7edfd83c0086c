/** Which certificate of a draft is to be spoilt; those that are travel with the message, so that they are judged by it. */
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Plan } from './build.ts';
import type { Draft } from './draft.ts';

export const pick = <T>(all: readonly T[], twist: number): T => all[twist % all.length]!;

/** A certificate below the root, and sees to it that the receiver hears of it by the message alone. */
export function someone(d: Draft, twist: number): Plan {
  const level = twist % Math.max(1, d.chain.length - 1);
  d.along = Math.max(d.along, d.chain.length - 1);
  return d.chain[level]!;
}
/** A CA below the root; the end entity where there is none. */
export function authority(d: Draft, twist: number): Plan {
  d.along = Math.max(d.along, d.chain.length - 1);
  return d.chain.length > 2 ? d.chain[1 + (twist % (d.chain.length - 2))]! : d.chain[0]!;
}
export const levelOf = (d: Draft, c: Plan): number => d.chain.indexOf(c);
export const issuing = (
  c: Plan,
  change: (groups: readonly PsidGroupPermissions[]) => readonly PsidGroupPermissions[],
): void => {
  const { certIssuePermissions } = c.fields;
  if (certIssuePermissions) c.fields.certIssuePermissions = change(certIssuePermissions);
};
/** Any CA, the root as well: what it may give is judged from below. */
export const giver = (d: Draft, twist: number): Plan => {
  d.along = Math.max(d.along, d.chain.length - 1);
  return d.chain[1 + (twist % (d.chain.length - 1))]!;
};
export const ownPsid = (d: Draft): number => d.header.psid;
export const LENGTH = { minChainLength: 1, chainLengthRange: -1 } as const;

/** The application the draft is for. */
export const ownOf = (d: Draft) => d.demands.find((a) => a.psid === d.header.psid) ?? d.demands[0]!;
export const demand = (d: Draft, change: Partial<Draft['demands'][number]>): void => {
  const own = ownOf(d);
  d.demands = d.demands.map((a) => (a === own ? { ...a, ...change } : a));
};
