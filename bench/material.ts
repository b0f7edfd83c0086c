/** What is measured on: a small PKI, its CRLs, and signed requests, the same at each run. */
import { coer } from '../asn1/coer.ts';
import { CrlContents, CrlSsp } from '../asn1/ieee1609dot2/crl.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import { uper } from '../asn1/uper.ts';
import { accept } from '../src/crypto/ecqv.ts';
import { type SoftwareKeyStore, softwareKeyStore } from '../src/crypto/keystore.ts';
import { openssl } from '../src/crypto/openssl.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { seededRandom } from '../src/crypto/random.ts';
import { wrap } from '../src/net/wsm.ts';
import { type Signing, signSpdu } from '../src/secure/sign.ts';
import {
  type Holder,
  implicitExponent,
  issueExplicit,
  issueImplicit,
  issueSelf,
  type Subject,
} from '../src/trust/issue.ts';
import { sec1 } from '../src/trust/point.ts';
import { Revocations } from '../src/trust/revocation.ts';
import { requestSsp } from '../src/trust/ssp.ts';
import { TrustStore } from '../src/trust/store.ts';
import { PSID } from '../src/verify/profile.ts';
import type { Micros } from '../src/world.ts';

const START = 707_000_000;
export const NOW: Micros = (START + 86_400) * 1e6;
export const HERE = { latitude: 407_127_000, longitude: -740_059_000 } as const;
const CRACA = Uint8Array.of(1, 2, 3);
const SERIES = { authorities: 1, devices: 2 } as const;

export const crypto = openssl;
const random = seededRandom('bench');
export const keys: SoftwareKeyStore = softwareKeyStore({ crypto, random });
const tools = { crypto, keys };

const issuing = (minChainLength: number, chainLengthRange: number): Partial<Subject> => ({
  certIssuePermissions: [
    {
      subjectPermissions: { tag: 'all', value: null },
      minChainLength,
      chainLengthRange,
      eeType: { octets: Uint8Array.of(0x80), length: 8 },
    },
  ],
});
function subject(name: string, years: number, part: Partial<Subject>): Subject {
  return {
    id: { tag: 'name', value: name },
    cracaId: CRACA,
    crlSeries: SERIES.authorities,
    validityPeriod: { start: START, duration: { tag: 'years', value: years } },
    ...part,
  } as Subject;
}
function explicitUnder(issuer: Holder, of: Subject): Holder {
  const key = keys.generate('P-256');
  return { key, record: issueExplicit(tools, issuer, of, 'P-256', key.public) };
}
function implicitUnder(issuer: Holder, of: Subject): Holder {
  const request = keys.generate('P-256');
  const { record, r } = issueImplicit(tools, issuer, of, request.public, random.octets(32))!;
  const indicator = record.tbs.verifyKeyIndicator;
  const reconstruction = indicator.tag === 'reconstructionValue' ? sec1(indicator.value)! : new Uint8Array(0);
  const e = implicitExponent(crypto, 'P-256', record, issuer.record);
  return { record, key: accept(crypto, keys, request, { e, r, reconstruction, issuer: issuer.key.public })! };
}

function selfSigned(): Holder {
  const key = keys.generate('P-256');
  return { key, record: issueSelf(tools, key, subject('root', 40, issuing(3, -1))) };
}
const root = selfSigned();
const ica = explicitUnder(root, subject('ica', 20, issuing(2, 0)));
const aca = explicitUnder(ica, subject('aca', 5, issuing(1, 0)));

/** An ambulance with a linkage value, valid in a region: each check a roadside unit makes has something to do. */
function ambulance(n: number): Subject {
  return subject('', 1, {
    id: { tag: 'linkageData', value: { iCert: 5, linkageValue: random.octets(9), groupLinkageValue: undefined } },
    crlSeries: SERIES.devices,
    region: { tag: 'circularRegion', value: { center: { ...HERE, latitude: HERE.latitude + n }, radius: 20_000 } },
    appPermissions: [
      { psid: PSID.bsm, ssp: undefined },
      { psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) },
    ],
  });
}
/** Who says with explicit certificates what one PSID is for: a car its BSMs, a unit its SPaT. */
export const speaker = (psid: number): Holder =>
  explicitUnder(aca, subject('', 1, { crlSeries: SERIES.devices, appPermissions: [{ psid, ssp: undefined }] }));
/** Above an ambulance. */
export const authorities = [aca.record, ica.record, root.record] as const;
export const explicitAmbulance = (n = 0): Holder => explicitUnder(aca, ambulance(n));
export const implicitAmbulance = (n = 0): Holder => implicitUnder(aca, ambulance(n));

/** A store that trusts the root and knows the two authorities below it. */
export function trusting(provider: CryptoProvider, signerLimit?: number): TrustStore {
  const store = new TrustStore({ crypto: provider, ...(signerLimit === undefined ? {} : { signerLimit }) });
  const added = [store.addAnchor(root.record), store.addAuthority(ica.record), store.addAuthority(aca.record)];
  if (added.some((a) => !a.ok)) throw new Error('The PKI of the bench does not hold; its permissions were changed.');
  return store;
}

const head = (crlSeries: number) => ({
  version: 1,
  crlSeries,
  crlCraca: Uint8Array.of(0, 0, 0, 0, 0, ...CRACA),
  issueDate: START,
  nextCrl: START + 30 * 86_400,
  priorityInfo: { priority: undefined },
});
/** Whose lists name ambulances. */
export const OF_DEVICES = head(SERIES.devices);
/** The hashes of so many authorities. */
export function hashCrl(count: number): CrlContents {
  const octets = random.octets(10 * count);
  const expiry = START + 365 * 86_400;
  const entries = Array.from({ length: count }, (_, n) => ({ id: octets.subarray(10 * n, 10 * n + 10), expiry }));
  return { ...head(SERIES.authorities), typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries } } };
}

/** The same as it is received, and a store that knows who signed it. */
export function signedHashCrl(count: number): { readonly octets: Uint8Array; readonly store: TrustStore } {
  const ssp = coer(CrlSsp).encode({ version: 1, associatedCraca: 'isCraca', crls: [SERIES.authorities] });
  const appPermissions: Subject['appPermissions'] = [{ psid: PSID.crl, ssp: { tag: 'opaque', value: ssp } }];
  const craca = explicitUnder(ica, subject('craca', 5, { ...issuing(1, 0), appPermissions }));
  const store = trusting(crypto);
  store.addAuthority(craca.record);
  const payload = coer(CrlContents).encode({ ...hashCrl(count), crlCraca: craca.record.id8 });
  const signer = { form: 'certificate', certificate: craca.record } as const;
  return { octets: signSpdu({ ...tools, key: craca.key, psid: PSID.crl, payload, signer }), store };
}

/** A hash CRL of a thousand authorities, and a linkage CRL of fifty devices with twenty certificates a week. */
export function revoked(provider: CryptoProvider): Revocations {
  const list = new Revocations(provider);
  const contents = Array.from({ length: 50 }, () => ({
    linkageSeed1: random.octets(16),
    linkageSeed2: random.octets(16),
  }));
  const group = { la1Id: random.octets(2), la2Id: random.octets(2), contents: [{ iMax: 200, contents }] };
  const lists: readonly CrlContents[] = [
    hashCrl(1000),
    {
      ...OF_DEVICES,
      typeSpecific: {
        tag: 'fullLinkedCrl',
        value: { iRev: 4, indexWithinI: 0, individual: [{ jmax: 19, contents: [group] }] },
      },
    },
  ];
  for (const crl of lists) {
    const refusal = list.apply(crl);
    if (refusal) throw new Error(`The CRL of the bench was refused: ${refusal.sentence}`);
  }
  return list;
}

const frames = uper(MessageFrame);
/** A request for priority with all an emergency vehicle usually says, distinct by `n`. */
export function request(n: number): Uint8Array {
  const value = {
    timeStamp: 217_441,
    second: n % 60_000,
    sequenceNumber: n % 128,
    requests: [
      {
        request: {
          id: { region: 1, id: 7001 },
          requestID: n % 256,
          requestType: 'priorityRequest',
          inBoundLane: { tag: 'lane', value: 3 },
          outBoundLane: { tag: 'lane', value: 11 },
        },
        minute: 217_442,
        second: 15_000,
        duration: 8000,
      },
    ],
    requestor: {
      id: { tag: 'entityID', value: Uint8Array.of(n >> 24, n >> 16, n >> 8, n) },
      type: { role: 'ambulance', request: 'requestImportanceLevel14' },
      position: {
        position: { lat: HERE.latitude + n, long: HERE.longitude, elevation: 100 },
        heading: 7200,
        speed: { transmisson: 'forwardGears', speed: 700 },
      },
      name: 'Medic 7',
    },
  };
  return frames.encode({ tag: 'SignalRequestMessage', value } as unknown as MessageFrame);
}

/** What `signSpdu` takes for the n-th request; its generation time is `n` microseconds after NOW. */
export function signing(by: Holder, form: 'digest' | 'certificate', n: number, payload = request(n)): Signing {
  return {
    crypto,
    keys,
    key: by.key,
    psid: PSID.srm,
    payload,
    generationTime: NOW + n,
    generationLocation: { ...HERE, elevation: 4195 },
    signer: { form, certificate: by.record },
  };
}
/** The n-th signed request as it comes off the air, in its WSM. */
export function signedFrame(by: Holder, form: 'digest' | 'certificate', n: number): Uint8Array {
  return wrap(PSID.srm, signSpdu(signing(by, form, n)));
}
