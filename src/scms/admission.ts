/** The RA's front door: is this request encrypted to us, signed by an enrolled device, and for no more than it may have? */

import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { EeRaCertRequest } from '../../asn1/ieee1609dot2dot1/provisioning.ts';
import type { Kept } from '../../asn1/schema.ts';
import { same } from '../crypto/digest.ts';
import { decrypt } from '../secure/decrypt.ts';
import { fromTime32 } from '../time.ts';
import { recordOf } from '../trust/certificate.ts';
import { mayRequest } from '../trust/permissions.ts';
import { encryptionPoint } from '../trust/point.ts';
import { nested, noGazetteer } from '../trust/region.ts';
import { explain } from '../trust/result.ts';
import { signedBy } from '../trust/signer.ts';
import { defect } from '../trust/structure.ts';
import { checkAge } from './age.ts';
import type { Component } from './component.ts';
import {
  body,
  type Known,
  type Resolve,
  readData,
  readRequest,
  requestedPoint,
  requester,
  type Tools,
} from './envelope.ts';
import { PERIOD_SECONDS, periodOf, periodOfTime32, periodStart, seconds } from './period.ts';
import { type Profile, profileOf } from './profile.ts';
import { refuse } from './refusal.ts';

/** A request that is to be served, as the ledger has it too. */
export interface Order {
  /** SHA-256 of the request as it was sent; its last eight octets are the requestHash. */
  readonly hash: Uint8Array;
  readonly request: EeRaCertRequest;
  readonly profile: Profile;
  readonly iFirst: number;
  readonly periods: number;
}
export interface Admitted extends Order {
  readonly enrolment: Known;
}
export interface Limits {
  /** Most i-periods in one request, and how far ahead the first may lie. */
  readonly periods: number;
  readonly ahead: number;
}

/** What was encrypted to the certificate of `ra`. */
export function unseal(tools: Tools, ra: Component, { content }: Ieee1609Dot2Data): Kept<Ieee1609Dot2Data> {
  if (content.tag !== 'encryptedData')
    refuse('notEncrypted', `${content.tag} where a request encrypted to the RA is expected`);
  const got = decrypt(tools, content.value, { as: 'certificate', certificate: ra.record, key: ra.encryption });
  if (!got.ok) refuse(got.decryption === 'noDecryptionKeyAvailable' ? 'wrongRa' : 'decrypt', got.sentence);
  return readData(got.plaintext);
}

/** The key of an enrolment certificate: proves its ECA only once a signature with it verifies. */
export function enrolments({ crypto, clock }: Tools, eca: Known): Resolve {
  return ({ value, octets }) => {
    const record = recordOf(crypto, value, new Uint8Array(octets));
    const wrong = defect(record);
    if (wrong || !record.tbs.certRequestPermissions)
      refuse('enrolmentInvalid', wrong ? explain(wrong) : 'no enrolment certificate');
    const { issuer } = value;
    if (issuer.tag !== 'sha256AndDigest' || !same(issuer.value, eca.record.id8))
      refuse('wrongEca', 'enrolled by another ECA');
    const key = signedBy(crypto, record, eca) ?? refuse('enrolmentInvalid', 'no key can be reconstructed');
    const now = clock.now();
    if (now < record.from || now >= record.until)
      refuse('enrolmentInvalid', 'the enrolment certificate is not valid now');
    return { record, key };
  };
}

/** An EeRaCertRequestSpdu, checked in everything but what the RA remembers. Throws a Refusal. */
export function admit(tools: Tools, ra: Component, eca: Known, limits: Limits, spdu: Kept<Ieee1609Dot2Data>): Admitted {
  const { crypto, clock } = tools;
  const signed = readRequest(unseal(tools, ra, spdu.value).value);
  const enrolment = requester(tools, signed, enrolments(tools, eca));
  const request = body(signed.tbsRequest.value, 'ee-ra', 'eeRaCertRequest');
  const { tbsCert: t } = request;
  const own = enrolment.record.tbs;
  const now = clock.now();
  checkAge(now, request.generationTime, 'raMaxAge');

  const asked = t.appPermissions ?? [];
  if (asked.length === 0 || t.certIssuePermissions || t.certRequestPermissions || t.canRequestRollover !== undefined)
    refuse('appPermissionsInvalid', 'appPermissions alone are certified here');
  if (new Set(asked.map((p) => p.psid)).size !== asked.length) refuse('appPermissionsInvalid', 'a PSID stands twice');
  const wide = asked.find((p) => !mayRequest(own.certRequestPermissions ?? [], p));
  if (wide) refuse('appPermissionsDisallowed', `the enrolment does not cover PSID ${wide.psid} with this SSP`);
  if (own.region && (!t.region || nested(t.region, own.region, noGazetteer) !== true))
    refuse('regionDisallowed', 'the region reaches beyond the one of the enrolment');
  requestedPoint(crypto, t);

  const profile = profileOf(asked);
  variant(tools, request, profile);
  const named = own.id.tag === 'name' ? own.id.value : undefined;
  if (profile.linked ? t.id.tag !== 'none' : t.id.tag !== 'none' && !(t.id.tag === 'name' && t.id.value === named))
    refuse('fieldDisallowed', 'the id is none, or for an application certificate the name of the enrolment');

  const iFirst = periodOfTime32(t.validityPeriod.start);
  const periods = Math.max(1, Math.ceil((seconds(t.validityPeriod.duration) - 3600) / PERIOD_SECONDS));
  if (iFirst < periodOf(now)) refuse('validityDisallowed', 'the first period is over');
  if (iFirst > periodOf(now) + limits.ahead || periods > limits.periods) refuse('raMaxGenDelay', 'too far ahead');
  if (!profile.linked && periods > 1) refuse('validityDisallowed', 'one period at a time');
  if (fromTime32(periodStart(iFirst + periods) + 3600) > enrolment.record.until)
    refuse('outsideEnrolmentValidity', 'longer than the enrolment certificate');
  return { hash: crypto.hash('sha256', spdu.octets), enrolment, request, profile, iFirst, periods };
}

/** Butterfly keys go with linked profiles and implicit certificates; others have one key, and may have one for the answer. */
function variant({ crypto }: Tools, { type, additionalParams: p, tbsCert }: EeRaCertRequest, profile: Profile): void {
  const butterfly = p?.tag === 'original' || p?.tag === 'unified';
  if (p !== undefined && !butterfly && p.tag !== 'encryptionKey') refuse('fieldDisallowed', `${p.tag} is not offered`);
  if (profile.linked && !butterfly) refuse('fieldDisallowed', `${profile.name} certificates take butterfly keys`);
  if (!profile.linked && butterfly) refuse('fieldDisallowed', 'application certificates take no butterfly keys');
  if (profile.linked && (type !== 'implicit' || tbsCert.encryptionKey))
    refuse('typeDisallowed', 'only implicit ones without encryption key');
  if (type !== 'implicit' && type !== 'explicit') refuse('typeDisallowed', `certificate type ${type}`);
  const key = p?.tag === 'original' ? p.value.encryptionKey : p?.tag === 'encryptionKey' ? p.value : undefined;
  if (key && (encryptionPoint(crypto, key.publicKey)?.curve !== 'P-256' || key.supportedSymmAlg !== 'aes128Ccm'))
    refuse('fieldDisallowed', 'the encryption key is no point of P-256 for AES-128-CCM');
}
