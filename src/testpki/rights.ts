/** Permissions of the one PSID that the cases about permissions are about, and what they expect. */
import { fromHex } from '../../asn1/hex.ts';
import type { PsidSsp, SspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Case, Expected } from './case.ts';
import type { Link } from './forge.ts';
import { APP, only } from './setting.ts';

export const psid = APP.srm;
/** Ranges of SSPs; octets as hex. */
export const opaque = (...list: readonly string[]): SspRange => ({ tag: 'opaque', value: list.map(fromHex) });
export const mask = (sspValue: string, sspBitmask: string): SspRange => ({
  tag: 'bitmapSspRange',
  value: { sspValue: fromHex(sspValue), sspBitmask: fromHex(sspBitmask) },
});
export const every: SspRange = { tag: 'all', value: null };
/** SSPs. */
export const text = (hex: string): PsidSsp => ({ psid, ssp: { tag: 'opaque', value: fromHex(hex) } });
export const bits = (hex: string): PsidSsp => ({ psid, ssp: { tag: 'bitmapSsp', value: fromHex(hex) } });
export const bare: PsidSsp = { psid, ssp: undefined };
/** certIssuePermissions of a CA right above end entities. */
export const range = (sspRange: SspRange | undefined): readonly PsidGroupPermissions[] => [only([{ psid, sspRange }])];
export const issuing = (certIssuePermissions: readonly PsidGroupPermissions[]): { readonly aca: Link } => ({
  aca: { subject: { certIssuePermissions } },
});

export const ok = (good: boolean): Expected => (good ? 'success' : 'inconsistentChainPermissions');
/** What a receiver may say that turned the CA down before, or is not told what is wrong with it. */
export const LATE: NonNullable<Case['also']> = ['notEnoughInformationToConstructChain'];
