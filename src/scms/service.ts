/**
 * A whole credential service in one process: the ceremony of its certificates, and its roles wired to one another by
 * octets. Roles import no other role; here, and only here, they meet.
 */
import { BaseMbrPsid } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import { TMC_PSID } from '../../asn1/wavetrust/tmc.ts';
import { softwareKeyStore } from '../crypto/keystore.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Clock, type Log, type Random, silent } from '../world.ts';
import { createAca } from './aca.ts';
import type { Bundle } from './bundle.ts';
import {
  acaBackCalls,
  acaCalls,
  caCalls,
  ecaBackCalls,
  ecaCalls,
  laBackCalls,
  laCalls,
  maCalls,
  raBackCalls,
  raCalls,
} from './calls.ts';
import { remember, SECRETS } from './component.ts';
import { createEca } from './eca.ts';
import type { Known, Tools } from './envelope.ts';
import { createIca } from './ica.ts';
import { createLa } from './la.ts';
import { createMa } from './ma.ts';
import { PERIOD_SECONDS, periodOf, periodStart } from './period.ts';
import { BSM_PSID, SRM_PSID } from './profile.ts';
import { createRa, type RaPolicy } from './ra.ts';
import { type Calls, type Handlers, local, type Role, type Tap } from './role.ts';
import { createRoot } from './root.ts';
import { openStores } from './store.ts';

export interface ServiceOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly log?: Log;
  /** Where everything is kept, keys of the roles included; without it all is forgotten at the end. */
  readonly directory?: string;
  /** PSIDs it issues certificates for. */
  readonly psids?: readonly number[];
  readonly policy?: Partial<RaPolicy>;
  /** Sees the octets that cross between roles, by the name of the one that is asked. */
  readonly tap?: (role: string) => Tap;
}

export interface Service {
  readonly bundle: Bundle;
  readonly eca: Role<typeof ecaCalls>;
  /** The operator's side of the ECA: admits devices. */
  readonly operator: Role<typeof ecaBackCalls>;
  readonly ra: Role<typeof raCalls>;
  readonly ma: Role<typeof maCalls>;
  /** Has everything issued that waits at the RA for more devices to be mixed with. */
  mix(): Promise<void>;
  close(): Promise<void>;
}

/** BSM, misbehaviour reports, GNSS corrections, SPaT, TIM, SSM, SRM, MAP, and our TMC commands. */
export const SERVICE_PSIDS: readonly number[] = [
  BSM_PSID,
  BaseMbrPsid,
  128,
  130,
  131,
  2113685,
  SRM_PSID,
  2113687,
  TMC_PSID,
];
const POLICY: RaPolicy = { mixDevices: 8, periods: 12, ahead: 52 };

/** Opens the service in `directory`, or makes a new one; the first time it holds the ceremony. Takes 1 to 5 seconds. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { clock, random, crypto, log = silent, psids = SERVICE_PSIDS } = options;
  const stores = await openStores(options.directory);
  try {
    /** Every role has a key store and a name in the log of its own. */
    const tools = (role: string): Tools => ({
      crypto,
      keys: softwareKeyStore({ crypto, random }),
      clock,
      random,
      log: (level, event, facts) => log(level, event, { role, ...facts }),
    });
    const wire = <C extends Calls>(role: string, calls: C, handlers: Handlers<C>): Role<C> =>
      local(calls, handlers, tools(role).log, options.tap?.(role));
    // A period back, so that certificates of the period that runs lie within those of their CAs.
    const start = periodStart(periodOf(clock.now())) - PERIOD_SECONDS;

    const root = await createRoot(tools('root'), stores, start);
    const rootRole = wire('root', caCalls, root.handlers);
    const ica = await createIca(tools('ica'), stores, { role: rootRole, known: root.known }, { psids, start });
    const ca = { role: wire('ica', caCalls, ica.handlers), root: root.known, ica: ica.component.known };

    // The two keys are carried from each linkage authority to the ACA in the ceremony.
    const vault = await stores.open('ceremony', SECRETS);
    const linkage = new Map<number, Uint8Array>();
    for (const laId of [1, 2]) linkage.set(laId, await remember(vault, `la${laId}`, () => random.octets(16)));
    const la = (laId: number) =>
      createLa(tools(`la${laId}`), stores, ca, { name: `la${laId}`, laId, secret: linkage.get(laId)!, start });
    const la1 = await la(1);
    const la2 = await la(2);

    const eca = await createEca(tools('eca'), stores, ca, { psids, start });
    let raKnown: Known | undefined;
    const aca = await createAca(tools('aca'), stores, ca, { psids, start, linkage, ra: () => raKnown! });
    const ra = await createRa(
      tools('ra'),
      stores,
      {
        ca: ca.role,
        aca: wire('aca', acaCalls, aca.handlers),
        la1: wire('la1', laCalls, la1.handlers),
        la2: wire('la2', laCalls, la2.handlers),
      },
      {
        start,
        policy: { ...POLICY, ...options.policy },
        root: root.known,
        eca: eca.component.known,
        aca: aca.component.known,
      },
    );
    raKnown = ra.component.known;
    const ma = await createMa(
      tools('ma'),
      stores,
      {
        ca: rootRole,
        aca: wire('aca', acaBackCalls, aca.back),
        ra: wire('ra', raBackCalls, ra.back),
        la1: wire('la1', laBackCalls, la1.back),
        la2: wire('la2', laBackCalls, la2.back),
      },
      { start, psids, root: root.known },
    );
    const octets = ({ record }: { record: { octets: Uint8Array } }) => record.octets;
    return {
      bundle: {
        root: octets(root.known),
        ica: octets(ica.component),
        eca: octets(eca.component),
        aca: octets(aca.component),
        ra: octets(ra.component),
        ma: octets(ma.component),
      },
      eca: wire('eca', ecaCalls, eca.handlers),
      operator: wire('eca', ecaBackCalls, eca.back),
      ra: wire('ra', raCalls, ra.handlers),
      ma: wire('ma', maCalls, ma.handlers),
      mix: () => ra.mix(),
      close: () => stores.close(),
    };
  } catch (e) {
    await stores.close();
    throw e;
  }
}
