/** Ieee1609dot2Peer2PeerPDU (8.4): the answer to requests out of band, in unsecured data, since certificates prove themselves. */
import { coer } from '../../asn1/coer.ts';
import type { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { Ieee1609Dot2Data, Ieee1609dot2Peer2PeerPDU } from '../../asn1/ieee1609dot2/data.ts';
import type { Kept } from '../../asn1/schema.ts';
import { unsecured } from '../secure/sign.ts';
import type { CertificateRecord } from '../trust/certificate.ts';

const envelopes = coer(Ieee1609Dot2Data);
const pdus = coer(Ieee1609dot2Peer2PeerPDU);

/** The PDU with a certificate and its issuers, nearest first, in an Ieee1609Dot2Data of content unsecuredData. */
export function encodeResponse(chain: readonly CertificateRecord[]): Uint8Array {
  const caCerts = chain.map(({ value, octets }) => ({ value, octets }));
  return unsecured(pdus.encode({ version: 1, content: { tag: 'caCerts', value: caCerts } }));
}

/** The certificates of such data, which point into it; undefined where it is none. Never throws. */
export function decodeResponse(octets: Uint8Array): readonly Kept<Certificate>[] | undefined {
  const data = envelopes.decode(octets);
  if (!data.ok || data.value.content.tag !== 'unsecuredData') return undefined;
  const pdu = pdus.decode(data.value.content.value);
  return pdu.ok && pdu.value.content.tag === 'caCerts' ? pdu.value.content.value : undefined;
}
