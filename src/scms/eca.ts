/** The enrolment CA: knows devices by name, gives each one implicit enrolment certificate, and nothing that goes on the air. */
import { coer } from '../../asn1/coer.ts';
import { PsidGroupPermissions, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Kept } from '../../asn1/schema.ts';
import { list } from '../../asn1/schema.ts';
import { hashedId3, hashedId8 } from '../crypto/digest.ts';
import { toTime32 } from '../time.ts';
import { excess } from '../trust/excess.ts';
import { issueImplicit } from '../trust/issue.ts';
import { coversRequest } from '../trust/permissions.ts';
import { evidence } from '../trust/result.ts';
import { checkAge } from './age.ts';
import { END } from './ca.ts';
import type { caCalls, ecaBackCalls, ecaCalls } from './calls.ts';
import { type Component, component, remember, SECRETS, scmsRole } from './component.ts';
import {
  body,
  type Known,
  keptOf,
  outgoing,
  pdu,
  plain,
  readRequest,
  requestedPoint,
  sign,
  type Tools,
  verifySelf,
} from './envelope.ts';
import { nonce } from './nonce.ts';
import { inside } from './period.ts';
import { refuse } from './refusal.ts';
import type { Handlers, Role } from './role.ts';
import { COMPONENT_SERIES, ENROLMENT_SERIES } from './series.ts';
import type { Stores } from './store.ts';

export interface Eca {
  readonly component: Component;
  readonly handlers: Handlers<typeof ecaCalls>;
  readonly back: Handlers<typeof ecaBackCalls>;
}

const TABLES = `${SECRETS}
  create table if not exists device (name text primary key, permissions bytea not null, request bytea, certificate bytea);`;
const Permissions = list(PsidGroupPermissions);

export async function createEca(
  tools: Tools,
  stores: Stores,
  ca: { readonly role: Role<typeof caCalls>; readonly root: Known; readonly ica: Known },
  of: { readonly psids: readonly number[]; readonly start: number },
): Promise<Eca> {
  const { crypto, clock } = tools;
  const store = await stores.open('eca', TABLES);
  const seed = await remember(store, 'nonce', () => tools.random.octets(32));
  const eca = await component(tools, store, ca.role, (encryptionKey) => ({
    id: { tag: 'name', value: 'eca.wavetrust.test' },
    cracaId: hashedId3(ca.root.record.hash),
    crlSeries: COMPONENT_SERIES,
    validityPeriod: { start: of.start, duration: { tag: 'years', value: 11 } },
    appPermissions: [scmsRole({ tag: 'eca', value: { version: 2 } })],
    certIssuePermissions: [
      {
        subjectPermissions: { tag: 'explicit', value: of.psids.map((psid) => ({ psid })) },
        minChainLength: 1,
        chainLengthRange: 0,
        eeType: END.enrol,
      },
    ],
    encryptionKey,
  }));

  /** The request, after everything that does not need the register was checked. */
  const checked = (spdu: Kept<Ieee1609Dot2Data>) => {
    const request = readRequest(spdu.value);
    const asked = body(request.tbsRequest.value, 'eca-ee', 'eeEcaCertRequest');
    const { tbsCert } = asked;
    if (request.signer.tag !== 'self') refuse('signature', 'an enrolment request is signed by the key it asks for');
    if (asked.canonicalId !== undefined) refuse('fieldDisallowed', 'canonical keys are not in use here');
    if (asked.type !== 'implicit') refuse('typeDisallowed', 'enrolment certificates are implicit');
    const key = requestedPoint(crypto, tbsCert);
    if (!verifySelf(crypto, key, request.tbsRequest.octets, request.signature))
      refuse('signature', 'the requested key did not sign');
    checkAge(clock.now(), asked.generationTime, 'ecaMaxAge');
    if (tbsCert.id.tag !== 'name') refuse('fieldDisallowed', 'the id has to be the name the device was admitted under');
    if (!tbsCert.certRequestPermissions?.length)
      refuse('certRequestPermissionsInvalid', 'certRequestPermissions are absent');
    if (
      tbsCert.appPermissions ||
      tbsCert.certIssuePermissions ||
      tbsCert.encryptionKey ||
      tbsCert.canRequestRollover !== undefined
    )
      refuse('fieldDisallowed', 'an enrolment certificate has certRequestPermissions only');
    if (tbsCert.region) refuse('regionDisallowed', 'enrolment here has no region');
    if (!inside(tbsCert.validityPeriod, eca.record.tbs.validityPeriod))
      refuse('validityDisallowed', 'valid when the ECA is not');
    return { name: tbsCert.id.value, tbsCert, permissions: tbsCert.certRequestPermissions, key };
  };

  return {
    component: eca,
    back: {
      async admit({ name, certRequestPermissions }) {
        const beyond = excess(eca.record.tbs, {
          ...eca.record.tbs,
          appPermissions: undefined,
          certIssuePermissions: undefined,
          certRequestPermissions,
        });
        if (beyond) refuse('certRequestPermissionsDisallowed', evidence(beyond));
        const permissions = coer(Permissions).encode(certRequestPermissions);
        await store.query(
          'insert into device (name, permissions) values ($1, $2) on conflict (name) do update set permissions = $2',
          [name, permissions],
        );
        return null;
      },
    },
    handlers: {
      async enrol(spdu) {
        const asked = checked(spdu);
        const hash = crypto.hash('sha256', spdu.octets);
        type Device = { permissions: Uint8Array; request: Uint8Array | null };
        const [device] = await store.query<Device>('select permissions, request from device where name = $1', [
          asked.name,
        ]);
        if (!device) refuse('unregistered', `${asked.name} was not admitted`);
        const admitted = coer(Permissions).read(device.permissions);
        const grants = admitted.map((g) => ({ ...g, minChainLength: 1, chainLengthRange: 0, eeType: END.enrol }));
        if (!asked.permissions.every((g) => coversRequest(grants, g, asked.permissions, 1)))
          refuse('certRequestPermissionsDisallowed', `${asked.name} may not ask for that`);
        // The name is taken by this request before anything is signed; the same request again gets the same certificate.
        const taken = await store.query(
          'update device set request = $2 where name = $1 and (request is null or request = $2) returning name',
          [asked.name, hash],
        );
        if (taken.length === 0) refuse('ecaMaxReqs', `${asked.name} has enrolled already`);
        const subject = {
          id: asked.tbsCert.id,
          cracaId: hashedId3(ca.root.record.hash),
          crlSeries: ENROLMENT_SERIES,
          validityPeriod: asked.tbsCert.validityPeriod,
          certRequestPermissions: asked.permissions,
        };
        const tbs: ToBeSignedCertificate = { ...subject, verifyKeyIndicator: asked.tbsCert.verifyKeyIndicator };
        const k = nonce(crypto, seed, eca.record, coer(ToBeSignedCertificate).encode(tbs));
        const issued = issueImplicit(tools, eca, subject, asked.key.octets, k);
        if (!issued) refuse('verifyKeyIndicatorInvalid', 'no certificate can be made for this key');
        await store.query('update device set certificate = $2 where name = $1', [asked.name, issued.record.octets]);
        const answer = pdu('eca-ee', {
          tag: 'ecaEeCertResponse',
          value: {
            version: 2,
            generationTime: toTime32(clock.now()),
            requestHash: hashedId8(hash),
            ecaCertChain: [eca.record, ca.ica.record, ca.root.record].map(keptOf),
            certificate: keptOf(issued.record),
            privateKeyInfo: issued.r,
          },
        });
        return outgoing(sign(tools, eca, plain(answer), clock.now()));
      },
    },
  };
}
