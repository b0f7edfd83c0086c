/** The intermediate CA: certifies ECA, ACA, RA and linkage authorities. */

import { SecurityMgmtPsid } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { hashedId3 } from '../crypto/digest.ts';
import { certifier, END } from './ca.ts';
import type { caCalls } from './calls.ts';
import { type Component, component, SECRETS, scmsRole } from './component.ts';
import type { Known, Tools } from './envelope.ts';
import type { Handlers, Role } from './role.ts';
import { COMPONENT_SERIES } from './series.ts';
import type { Stores } from './store.ts';

export interface Ica {
  readonly component: Component;
  readonly handlers: Handlers<typeof caCalls>;
}

export async function createIca(
  tools: Tools,
  stores: Stores,
  ca: { readonly role: Role<typeof caCalls>; readonly known: Known },
  of: { readonly psids: readonly number[]; readonly start: number },
): Promise<Ica> {
  const store = await stores.open('ica', SECRETS);
  const made = await component(tools, store, ca.role, () => ({
    id: { tag: 'name', value: 'ica.wavetrust.test' },
    cracaId: hashedId3(ca.known.record.hash),
    crlSeries: COMPONENT_SERIES,
    validityPeriod: { start: of.start, duration: { tag: 'years', value: 20 } },
    appPermissions: [scmsRole({ tag: 'ica', value: { version: 2 } })],
    certIssuePermissions: [
      // Not `all`: that would claim the PSID of CRLs too, which the root keeps for those it certifies itself.
      {
        subjectPermissions: { tag: 'explicit', value: of.psids.map((psid) => ({ psid })) },
        minChainLength: 2,
        chainLengthRange: 0,
        eeType: END.both,
      },
      {
        subjectPermissions: { tag: 'explicit', value: [{ psid: SecurityMgmtPsid }] },
        minChainLength: 1,
        chainLengthRange: 0,
        eeType: END.app,
      },
    ],
  }));
  return { component: made, handlers: certifier(tools, made) };
}
