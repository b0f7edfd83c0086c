/** The authorities a device deals with, once the chain of each to the root was checked. */

import type { CryptoProvider } from '../crypto/provider.ts';
import type { Bundle } from '../scms/bundle.ts';
import type { Known } from '../scms/envelope.ts';
import { readCertificate } from '../trust/certificate.ts';
import { explain } from '../trust/result.ts';
import { TrustStore } from '../trust/store.ts';

export type Authorities = { readonly [K in keyof Bundle]: Known };

/** Judges a bundle; its root is trusted because of where the bundle came from. Throws an Error that names the certificate. */
export function authoritiesOf(crypto: CryptoProvider, bundle: Bundle): Authorities {
  const store = new TrustStore({ crypto });
  const judge = (name: keyof Bundle): Known => {
    const record = readCertificate(crypto, bundle[name]);
    const result = name === 'root' ? store.addAnchor(record) : store.addAuthority(record);
    if (!result.ok) throw new Error(`The ${name} certificate of the bundle is not to be trusted: ${explain(result)}`);
    return { record, key: result.key };
  };
  return {
    root: judge('root'),
    ica: judge('ica'),
    eca: judge('eca'),
    aca: judge('aca'),
    ra: judge('ra'),
    ma: judge('ma'),
  };
}
