/**
 * A linkage authority; there are two, which share nothing. It holds a chain of seeds per device, which it knows by a
 * random number only, and gives pre-linkage values that only the ACA can read. It sees no certificate and no linkage value.
 */
import type { EncryptedIndividualPLV } from '../../asn1/ieee1609dot2dot1/issuance.ts';
import { hashedId3 } from '../crypto/digest.ts';
import { laterSeed, nextSeed, preLinkageValues } from '../crypto/linkage.ts';
import { encrypted } from '../secure/encrypt.ts';
import type { caCalls, laBackCalls, laCalls } from './calls.ts';
import { type Component, component, SECRETS, scmsRole } from './component.ts';
import type { Known, Tools } from './envelope.ts';
import { periodOf } from './period.ts';
import { refuse } from './refusal.ts';
import type { Handlers, Role } from './role.ts';
import { COMPONENT_SERIES } from './series.ts';
import type { Stores } from './store.ts';

export interface La {
  readonly component: Component;
  readonly handlers: Handlers<typeof laCalls>;
  readonly back: Handlers<typeof laBackCalls>;
}

interface Chain extends Record<string, unknown> {
  /** The seed of period i_first; all later ones follow from it. */
  readonly seed: Uint8Array;
  readonly i_first: number;
}

const TABLES = `${SECRETS}
  create table if not exists chain (lci bytea primary key, seed bytea not null, i_first int not null);`;

export async function createLa(
  tools: Tools,
  stores: Stores,
  ca: { readonly role: Role<typeof caCalls>; readonly root: Known },
  of: {
    /** Schema in the store and first label of the name: la1, la2. */
    readonly name: string;
    readonly laId: number;
    /** AES key shared with the ACA. */
    readonly secret: Uint8Array;
    readonly start: number;
  },
): Promise<La> {
  const { crypto, random, clock } = tools;
  const store = await stores.open(of.name, TABLES);
  const laId = Uint8Array.of(of.laId >> 8, of.laId & 0xff);
  const made = await component(tools, store, ca.role, (encryptionKey) => ({
    id: { tag: 'name', value: `${of.name}.wavetrust.test` },
    cracaId: hashedId3(ca.root.record.hash),
    crlSeries: COMPONENT_SERIES,
    validityPeriod: { start: of.start, duration: { tag: 'years', value: 3 } },
    appPermissions: [scmsRole({ tag: 'la', value: { version: 2, laId: of.laId } })],
    encryptionKey,
  }));

  const chainOf = async (lci: Uint8Array): Promise<Chain> => {
    const [chain] = await store.query<Chain & Record<string, unknown>>(
      'select seed, i_first from chain where lci = $1',
      [lci],
    );
    return chain ?? refuse('notFound', 'no linkage chain of that name');
  };
  const newChain = async (iFirst: number): Promise<{ lci: Uint8Array; chain: Chain }> => {
    const lci = random.octets(16);
    // Not later than now, so that a list with one iRev for all can hold it before its first certificate is valid.
    const i = Math.min(iFirst, periodOf(clock.now()));
    const chain = { seed: random.octets(16), i_first: i };
    await store.query('insert into chain values ($1, $2, $3)', [lci, chain.seed, i]);
    return { lci, chain };
  };
  const seal = (plv: Uint8Array): EncryptedIndividualPLV => ({
    version: 2,
    laId,
    encPlv: encrypted(tools, plv, [{ to: 'shared', secret: of.secret }]),
  });

  return {
    component: made,
    handlers: {
      async link({ lci: asked, iFirst, periods, jMax }) {
        const { lci, chain } = asked ? { lci: asked, chain: await chainOf(asked) } : await newChain(iFirst);
        if (iFirst < chain.i_first) refuse('notFound', `the chain begins at i = ${chain.i_first}`);
        const js = Array.from({ length: jMax }, (_, j) => j);
        let seed = laterSeed(crypto, laId, chain.seed, iFirst - chain.i_first);
        const plvs = [];
        for (let n = 0; n < periods; n++) {
          plvs.push(preLinkageValues(crypto, laId, seed, js).map(seal));
          seed = nextSeed(crypto, laId, seed);
        }
        return { lci, plvs };
      },
    },
    back: {
      async reveal({ lci, iRev }) {
        // An earlier seed would link what the device did before it was revoked.
        if (iRev < periodOf(clock.now())) refuse('forbidden', `the seed of i = ${iRev} is of the past`);
        const chain = await chainOf(lci);
        return { laId, iRev, linkageSeed: laterSeed(crypto, laId, chain.seed, iRev - chain.i_first) };
      },
    },
  };
}
