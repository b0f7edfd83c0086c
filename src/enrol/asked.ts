/** Is the certificate that came the one that was asked for? */
import { coer } from '../../asn1/coer.ts';
import { ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { same } from '../crypto/digest.ts';
import type { Known } from '../scms/envelope.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Subject } from '../trust/issue.ts';

/**
 * True where the issuer is `ca` and every octet of the certificate is as asked, but for what the CA fills in: its CRL
 * series, a linkage value, and the point.
 */
export function asAsked({ value, tbs, canonicalTbs }: CertificateRecord, ca: Known, asked: Subject): boolean {
  if (value.issuer.tag !== 'sha256AndDigest' || !same(value.issuer.value, ca.record.id8)) return false;
  const { cracaId, crlSeries, verifyKeyIndicator } = tbs;
  let { id } = asked;
  if (asked.id.tag === 'linkageData' && tbs.id.tag === 'linkageData')
    id = { tag: 'linkageData', value: { iCert: asked.id.value.iCert, linkageValue: tbs.id.value.linkageValue } };
  const expected = coer(ToBeSignedCertificate).encode({ ...asked, id, cracaId, crlSeries, verifyKeyIndicator });
  return same(expected, canonicalTbs);
}
