/** What the ACA packed for a device: encrypted to it, then signed by the ACA, so that the RA on the way can do nothing. */
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { body, type Known, pinned, readData, readPlain, readSigned, type Tools } from '../scms/envelope.ts';
import { decrypt, type Reader } from '../secure/decrypt.ts';
import { type CertificateRecord, readCertificate } from '../trust/certificate.ts';
import { accepting, reject } from './failure.ts';

/** The certificate and r in an answer of the ACA `authorities.aca`. An EnrolmentError where any part does not hold. */
export function openAnswer(
  { tools, authorities }: { readonly tools: Tools; readonly authorities: { readonly aca: Known } },
  data: Ieee1609Dot2Data,
  reader: Reader,
): { readonly record: CertificateRecord; readonly privateKeyInfo: Uint8Array | undefined } {
  return accepting('A certificate response', () => {
    const { inner } = readSigned(tools, data, pinned(authorities.aca));
    const { content } = inner.value;
    const opened = content.tag === 'encryptedData' ? decrypt(tools, content.value, reader) : undefined;
    if (!opened?.ok) reject(`the certificate does not decrypt (${opened?.sentence ?? content.tag})`);
    const response = body(readPlain(readData(opened.plaintext).value), 'aca-ee', 'acaEeCertResponse');
    return {
      record: readCertificate(tools.crypto, new Uint8Array(response.certificate.octets)),
      privateKeyInfo: response.privateKeyInfo,
    };
  });
}
