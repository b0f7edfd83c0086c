/** Schemas of the edition before: the same module with one type as it was. */
import { withTypes } from '../../asn1/edition.ts';
import { CrlContents, HashBasedRevocationInfo } from '../../asn1/ieee1609dot2/crl.ts';
import type { Node } from '../../asn1/schema.ts';

/** IEEE 1609.2-2016 and 2017: an entry of a CRL by hash could not be extended, and so is one octet shorter. */
export const CrlContents2016: typeof CrlContents = withTypes(CrlContents, {
  HashBasedRevocationInfo: { ...HashBasedRevocationInfo, added: null } as Node,
});
