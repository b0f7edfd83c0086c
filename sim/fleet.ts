/** Everyone in the world gets certificates the way a real one does: admitted, enrolled, served by the credential service. */
import type { GeographicRegion, PsidSsp, PsidSspRange, ServiceSpecificPermissions } from '../asn1/ieee1609dot2/base.ts';
import { type KeyStore, softwareKeyStore } from '../src/crypto/keystore.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { requestCertificate } from '../src/enrol/application.ts';
import { type Authorities, authoritiesOf } from '../src/enrol/authorities.ts';
import { type Client, fetchBatch, requestBatch } from '../src/enrol/batch.ts';
import { enrol } from '../src/enrol/enrol.ts';
import { granted } from '../src/enrol/failure.ts';
import { LINKED_SERIES } from '../src/scms/series.ts';
import { createService, type Service } from '../src/scms/service.ts';
import type { Holder } from '../src/trust/issue.ts';
import { requestSsp, tmcSsp } from '../src/trust/ssp.ts';
import { PSID } from '../src/verify/profile.ts';
import { type Clock, type Random, silent } from '../src/world.ts';

export interface Fleet {
  readonly authorities: Authorities;
  readonly keys: KeyStore;
  /** A week of pseudonyms each. */
  readonly cars: readonly (readonly Holder[])[];
  readonly ambulance: Emergency;
  /** Was an ambulance once; everything it has is on the CRL. */
  readonly retired: Emergency;
  /** May ask as public transport, and no more. */
  readonly bus: Holder;
  readonly rsu: Holder;
  readonly center: Holder;
  /** Signed CRL with the retired one. */
  readonly crl: Uint8Array;
  /** Certificates issued to devices. */
  readonly issued: number;
}
export interface Emergency {
  readonly pseudonyms: readonly Holder[];
  readonly identification: Holder;
}

export interface FleetOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly cars: number;
  /** The intersection that the roadside unit and the center are for, and where it may speak. */
  readonly intersection: { readonly region: number; readonly id: number };
  readonly area: GeographicRegion;
  readonly progress: (what: string, done: number, of: number) => void;
}

const bsm: PsidSsp = { psid: PSID.bsm, ssp: undefined };

export async function raiseFleet(options: FleetOptions): Promise<Fleet> {
  const { clock, random, crypto, progress, intersection } = options;
  progress('root ceremony and credential service', 0, 1);
  const service = await createService({ clock, random, crypto });
  try {
    const keys = softwareKeyStore({ crypto, random });
    const tools = { crypto, keys, clock, random, log: silent };
    const authorities = authoritiesOf(crypto, service.bundle);
    progress('root ceremony and credential service', 1, 1);
    const join = (name: string, permissions: readonly PsidSsp[]) =>
      admit({ tools, ra: service.ra, authorities }, service, name, permissions);
    // One after the other, never at once: the order of drawing from `random` is part of what a seed fixes.
    const rights = requestSsp(['ambulance', 'emergency'], 14);
    const emergency: Client[] = [];
    for (const name of ['ambulance-1', 'ambulance-9 (retired)'])
      emergency.push(await join(name, [bsm, { psid: PSID.srm, ssp: rights }]));
    const names = Array.from({ length: options.cars }, (_, i) => `car-${String(i + 1).padStart(2, '0')}`);
    const cars: Client[] = [];
    for (const name of names) {
      cars.push(await join(name, [bsm]));
      progress('devices enrolled', cars.length, options.cars);
    }
    const bus = await join('bus-1', [{ psid: PSID.srm, ssp: requestSsp(['publicTransport', 'transit'], 5) }]);
    const center = await join('tmc-1', [{ psid: PSID.tmc, ssp: centerSsp(intersection) }]);
    const rsu = await join(`rsu-${intersection.id}`, unitPermissions(intersection));

    const everyday = await pseudonyms([...cars, ...emergency], service, progress);
    const identify = async (client: Client, ssp: ServiceSpecificPermissions): Promise<Holder> => {
      const batch = await requestBatch(client, { appPermissions: [{ psid: PSID.srm, ssp }] });
      await service.mix();
      return (await fetchBatch(client, batch))[0]!;
    };
    const identifications: Holder[] = [];
    for (const client of emergency) identifications.push(await identify(client, rights));
    const retired = { pseudonyms: everyday.at(-1)!, identification: identifications[1]! };
    const result = {
      authorities,
      keys,
      cars: everyday.slice(0, options.cars),
      ambulance: { pseudonyms: everyday[options.cars]!, identification: identifications[0]! },
      retired,
      bus: await identify(bus, requestSsp(['publicTransport', 'transit'], 5)),
      rsu: await requestCertificate(rsu, { appPermissions: unitPermissions(intersection), region: options.area }),
      center: await requestCertificate(center, {
        appPermissions: [{ psid: PSID.tmc, ssp: centerSsp(intersection) }],
        type: 'explicit',
        id: { tag: 'name', value: 'tmc-1' },
      }),
      crl: await revoke(service, retired),
      issued: everyday.flat().length + 5,
    };
    progress('certificate revocation list', 1, 1);
    return result;
  } finally {
    await service.close();
  }
}

/** What the unit says under which PSID; its SSP for acknowledgements says where it stands, and permits no command. */
const unitPermissions = ({ region, id }: FleetOptions['intersection']): readonly PsidSsp[] => [
  { psid: PSID.spat, ssp: undefined },
  { psid: PSID.map, ssp: undefined },
  { psid: PSID.ssm, ssp: undefined },
  { psid: PSID.tmc, ssp: tmcSsp([], [{ region, from: id, to: id }]) },
];
/** Everything but flash, which is left to two people. */
function centerSsp({ region, id }: FleetOptions['intersection']): ServiceSpecificPermissions {
  return tmcSsp(
    [
      'setPattern',
      'free',
      'offsetAdjust',
      'hold',
      'forceOff',
      'omit',
      'call',
      'cancel',
      'lockPriority',
      'unlockPriority',
    ],
    [{ region, from: id, to: id }],
  );
}

async function admit(
  client: Omit<Client, 'enrolment'>,
  service: Service,
  name: string,
  permissions: readonly PsidSsp[],
): Promise<Client> {
  const certRequestPermissions = [
    {
      subjectPermissions: { tag: 'explicit', value: permissions.map(rangeOf) },
      minChainLength: 0,
      chainLengthRange: 0,
      eeType: { octets: Uint8Array.of(0x80), length: 8 },
    },
  ] as const;
  granted(await service.operator.admit({ name, certRequestPermissions }), `the admission of ${name}`);
  const enrolment = await enrol(client.tools, service.eca, client.authorities, { name, certRequestPermissions });
  return { ...client, enrolment };
}
/** Exactly this SSP. */
function rangeOf({ psid, ssp }: PsidSsp): PsidSspRange {
  if (ssp?.tag === 'opaque') return { psid, sspRange: { tag: 'opaque', value: [ssp.value] } };
  if (ssp?.tag !== 'bitmapSsp') return { psid, sspRange: undefined };
  return {
    psid,
    sspRange: {
      tag: 'bitmapSspRange',
      value: { sspValue: ssp.value, sspBitmask: new Uint8Array(ssp.value.length).fill(255) },
    },
  };
}

/** Asked for by all before any is made: that is what they are mixed with. */
async function pseudonyms(
  clients: readonly Client[],
  service: Service,
  progress: FleetOptions['progress'],
): Promise<Holder[][]> {
  const asked = [];
  for (const client of clients) asked.push({ client, batch: await requestBatch(client, { appPermissions: [bsm] }) });
  await service.mix();
  const weeks: Holder[][] = [];
  for (const { client, batch } of asked) {
    weeks.push(await fetchBatch(client, batch));
    progress('weeks of pseudonym certificates', weeks.length, clients.length);
  }
  return weeks;
}

/** One certificate of each chain is what an investigator has; the rest follows from the linkage authorities. */
async function revoke(service: Service, { pseudonyms: [first], identification }: Emergency): Promise<Uint8Array> {
  for (const { record } of [first!, identification]) {
    const { id } = record.tbs;
    if (id.tag !== 'linkageData') throw new Error(`certificate ${record.id} has no linkage value to revoke by`);
    const { iCert, linkageValue } = id.value;
    granted(await service.ma.revoke({ iCert, linkageValue, reason: 'taken out of service' }), 'the revocation');
  }
  return granted(await service.ma.crl({ crlSeries: LINKED_SERIES }), 'the CRL').octets;
}
