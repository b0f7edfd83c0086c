/** What root and ICA share: certifying components that prove their key and stay within what the CA may issue. */
import type { KeyStore } from '../crypto/keystore.ts';
import { excess } from '../trust/excess.ts';
import { type Holder, issueExplicit } from '../trust/issue.ts';
import { keyOf, signatureOf } from '../trust/point.ts';
import { evidence } from '../trust/result.ts';
import type { caCalls } from './calls.ts';
import { keptOf, type Tools } from './envelope.ts';
import { inside } from './period.ts';
import { refuse } from './refusal.ts';
import type { Handlers } from './role.ts';

export const END = { app: bits(0x80), enrol: bits(0x40), both: bits(0xc0) } as const;
function bits(octet: number) {
  return { octets: Uint8Array.of(octet), length: 8 };
}

/** The answering side of a CA whose holder is `ca`. */
export function certifier(tools: Tools & { readonly keys: KeyStore }, ca: Holder): Handlers<typeof caCalls> {
  const { crypto } = tools;
  return {
    async certify({ tbsCert, proof }) {
      const tbs = tbsCert.value;
      const indicator = tbs.verifyKeyIndicator;
      const stated = indicator.tag === 'verificationKey' ? keyOf(indicator.value) : undefined;
      const key = stated && crypto.publicKey(stated.curve, stated.point);
      const signature = signatureOf(proof);
      if (!key)
        refuse('verifyKeyIndicatorInvalid', 'a component needs an explicit certificate with a key on its curve');
      if (signature?.curve !== key.curve || !crypto.verify(key, 'sha256', tbsCert.octets, signature))
        refuse('signature', 'the component does not prove that it holds the key');
      const beyond = excess(ca.record.tbs, tbs);
      if (beyond) refuse('appPermissionsInvalid', evidence(beyond));
      if (!inside(tbs.validityPeriod, ca.record.tbs.validityPeriod))
        refuse('validityDisallowed', 'valid when the CA is not');
      const record = issueExplicit(tools, ca, tbs, key.curve, key.octets);
      tools.log('info', 'component certified', { id: record.id });
      return { certificate: keptOf(record) };
    },
  };
}
