/** The root CA: self-signed, the CRACA of everything below it; in a real deployment switched on for ceremonies only. */

import { CrlPsid } from '../../asn1/ieee1609dot2/crl.ts';
import { SecurityMgmtPsid } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { readCertificate } from '../trust/certificate.ts';
import { issueSelf } from '../trust/issue.ts';
import { verificationKey } from '../trust/signer.ts';
import { certifier, END } from './ca.ts';
import type { caCalls } from './calls.ts';
import { remember, rememberKey, SECRETS, scmsRole } from './component.ts';
import type { Known, Tools } from './envelope.ts';
import type { Handlers } from './role.ts';
import type { Stores } from './store.ts';

export interface Root {
  readonly known: Known;
  readonly handlers: Handlers<typeof caCalls>;
}

/** `start` is the Time32 its certificate begins at. */
export async function createRoot(tools: Tools, stores: Stores, start: number): Promise<Root> {
  const { crypto } = tools;
  const store = await stores.open('root', SECRETS);
  const key = await rememberKey(tools, store, 'signing');
  const octets = await remember(store, 'certificate', () => {
    const self = issueSelf(tools, key, {
      id: { tag: 'name', value: 'root.wavetrust.test' },
      cracaId: new Uint8Array(3),
      crlSeries: 0,
      validityPeriod: { start, duration: { tag: 'years', value: 60 } },
      appPermissions: [scmsRole({ tag: 'root', value: { version: 2 } })],
      certIssuePermissions: [
        { subjectPermissions: { tag: 'all', value: null }, minChainLength: 3, chainLengthRange: -1, eeType: END.both },
        // Components are end entities close to the root; a PSID named here is no longer covered by `all`.
        {
          subjectPermissions: { tag: 'explicit', value: [{ psid: SecurityMgmtPsid }, { psid: CrlPsid }] },
          minChainLength: 1,
          chainLengthRange: 1,
          eeType: END.app,
        },
      ],
    });
    return self.octets;
  });
  const record = readCertificate(crypto, octets);
  return { known: { record, key: verificationKey(crypto, record)! }, handlers: certifier(tools, { record, key }) };
}
