/** Which certificate it was that an SPDU could not be verified without. */
import { toHex } from '../../asn1/hex.ts';
import type { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { hashedId8 } from '../crypto/digest.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { certificateHash } from '../trust/certificate.ts';
import type { Parsed } from '../verify/parse.ts';
import type { Missing } from './missing.ts';

/** The signer's own where only its digest came; else the first issuer, from the signer up, that did not come along. */
export function lackOf(crypto: CryptoProvider, { signer }: Parsed): Pick<Missing, 'id' | 'kind'> | undefined {
  if (signer.tag === 'digest') return { id: toHex(signer.value), kind: 'endEntity' };
  if (signer.tag !== 'certificate') return undefined;
  const [first, ...along] = signer.value;
  const came = new Map(along.map((c) => [toHex(hashedId8(certificateHash(crypto, c.value, c.octets))), c.value]));
  let id = first && issuerOf(first.value);
  // As many steps as certificates: no two of them can be each other's issuer, and nothing here relies on it.
  for (let step = 0; step < along.length; step++) {
    const next = id === undefined ? undefined : came.get(id);
    if (!next) break;
    id = issuerOf(next);
  }
  return id === undefined ? undefined : { id, kind: 'authority' };
}

/** HashedId8 of the issuer as hex; undefined of a self-signed certificate. */
export function issuerOf({ issuer }: Certificate): string | undefined {
  return issuer.value instanceof Uint8Array ? toHex(issuer.value) : undefined;
}
