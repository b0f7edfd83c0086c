/** A component of the service gets its keys and its certificate: once, in the ceremony, and finds them again in its store. */
import { coer } from '../../asn1/coer.ts';
import type { PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import { ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { ScmsSsp } from '../../asn1/ieee1609dot2dot1/ssp.ts';
import type { PrivateKey } from '../crypto/keystore.ts';
import { draw } from '../crypto/scalar.ts';
import { encryptionKey } from '../secure/encrypt.ts';
import { readCertificate } from '../trust/certificate.ts';
import { type Holder, type Subject, verificationKey } from '../trust/issue.ts';
import { ecdsaSignature } from '../trust/point.ts';
import { verificationKey as keyOf } from '../trust/signer.ts';
import type { caCalls } from './calls.ts';
import type { Known, Tools } from './envelope.ts';
import { must, type Role } from './role.ts';
import type { Store } from './store.ts';

/** Keys at rest lie in the role's own table: a software CA. An HSM takes the place of KeyStore. */
export const SECRETS = 'create table if not exists secret (name text primary key, octets bytea not null);';

export interface Component extends Holder {
  /** For what others encrypt to this component. */
  readonly encryption: PrivateKey;
  readonly known: Known;
}

/** Octets kept under a name: made the first time. */
export async function remember(store: Store, name: string, make: () => Uint8Array): Promise<Uint8Array> {
  const find = () => store.query<{ octets: Uint8Array }>('select octets from secret where name = $1', [name]);
  const [had] = await find();
  if (had) return had.octets;
  const made = make();
  await store.query('insert into secret values ($1, $2)', [name, made]);
  return made;
}

/** A P-256 key kept under a name. */
export async function rememberKey({ keys, random }: Tools, store: Store, name: string): Promise<PrivateKey> {
  return keys.import('P-256', await remember(store, name, () => draw('P-256', random)));
}

/** `subject` says what to ask of the CA, given the component's encryption key. */
export async function component(
  tools: Tools,
  store: Store,
  ca: Role<typeof caCalls>,
  subject: (encryption: PublicEncryptionKey) => Subject,
): Promise<Component> {
  const { crypto, keys } = tools;
  const key = await rememberKey(tools, store, 'signing');
  const encryption = await rememberKey(tools, store, 'encryption');
  const [had] = await store.query<{ octets: Uint8Array }>("select octets from secret where name = 'certificate'");
  let octets = had?.octets;
  if (octets === undefined) {
    const value = {
      ...subject(encryptionKey('P-256', encryption.public)),
      verifyKeyIndicator: { tag: 'verificationKey', value: verificationKey(crypto, 'P-256', key.public) },
    } as ToBeSignedCertificate;
    const tbsCert = { value, octets: coer(ToBeSignedCertificate).encode(value) };
    const proof = ecdsaSignature('P-256', keys.sign(key, 'sha256', tbsCert.octets));
    octets = must(await ca.certify({ tbsCert, proof }), 'the CA').certificate.octets;
    const made = octets;
    await remember(store, 'certificate', () => made);
  }
  const record = readCertificate(crypto, octets);
  return { record, key, encryption, known: { record, key: keyOf(crypto, record)! } };
}

/** appPermissions of a component: what it is, in the SSP of PSID 35. */
export const scmsRole = (ssp: ScmsSsp): NonNullable<Subject['appPermissions']>[number] => ({
  psid: 35,
  ssp: { tag: 'opaque', value: coer(ScmsSsp).encode(ssp) },
});
