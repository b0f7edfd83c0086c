/**
 * Chains of certificates that nobody signed, before a receiver that believes every signature: what else is asked of them is
 * asked a thousand times in a second.
 */
import { coer } from '../../asn1/coer.ts';
import { Certificate, ToBeSignedCertificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { readCertificate } from '../../src/trust/certificate.ts';
import type { Established } from '../../src/trust/chain.ts';
import { explain, type Refusal, type Result } from '../../src/trust/result.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { fault } from '../field.ts';
import { type Fields, pair, written } from './build.ts';
import { hashedId, type Read, readOf } from './canon.ts';
import { brokenWay } from './chain.ts';
import type { Opinions } from './compare.ts';
import { metres } from './geo.ts';
import { RULES, type Rule } from './rules.ts';
import type { World } from './world.ts';

const own = pair('P-256', 'of all');
const point = written('P-256', own.point, 'compressed');
const octets = new Uint8Array([4, ...bytes(own.point.x), ...bytes(own.point.y)]);
function bytes(v: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(v.toString(16).padStart(64, '0'), 'hex'));
}
const key = openssl.publicKey('P-256', octets)!;
export const believing: CryptoProvider = { ...openssl, verify: () => true, publicKey: () => key };

const signature = {
  tag: 'ecdsaNistP256Signature',
  value: { rSig: { tag: 'x-only', value: new Uint8Array(32).fill(1) }, sSig: new Uint8Array(32).fill(1) },
} as const;
const certificates = coer(Certificate);
const tbsCertificates = coer(ToBeSignedCertificate);

export interface Bare {
  readonly octets: Uint8Array;
  readonly read: Read;
}
/** All but what is said of it is as plain as can be. */
export function bare(fields: Partial<Fields>, issuer: Bare | undefined): Bare {
  const value: ToBeSignedCertificate = {
    id: { tag: 'none', value: null },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: { start: 1000, duration: { tag: 'years', value: 1 } },
    region: undefined,
    assuranceLevel: undefined,
    appPermissions: undefined,
    certIssuePermissions: undefined,
    certRequestPermissions: undefined,
    canRequestRollover: undefined,
    encryptionKey: undefined,
    ...fields,
    verifyKeyIndicator: {
      tag: 'verificationKey',
      value: { tag: 'ecdsaNistP256', value: point },
    } as ToBeSignedCertificate['verifyKeyIndicator'],
  };
  const certificate: Certificate = {
    version: 3,
    type: 'explicit',
    issuer: issuer ? { tag: 'sha256AndDigest', value: hashedId(issuer.read, 8) } : { tag: 'self', value: 'sha256' },
    toBeSigned: { value, octets: tbsCertificates.encode(value) },
    signature,
  };
  return { octets: certificates.encode(certificate), read: readOf(certificate) };
}

/** From the end entity up to the root, given from the root down. */
export function chainOf(all: readonly Partial<Fields>[]): Bare[] {
  const made: Bare[] = [];
  for (const [i, fields] of all.entries())
    made.unshift(bare({ id: { tag: 'name', value: `${i}` }, ...fields }, made[0]));
  return made;
}

function ours(chain: readonly Bare[], map: World['map']): Established | Refusal {
  const lies = (place: { latitude: number; longitude: number }, country: number) =>
    map && metres(map.center, place) <= map.metres ? country === map.country : undefined;
  const store = new TrustStore({ crypto: believing, map: { lies } });
  const records = chain.map((c) => readCertificate(believing, c.octets));
  const root = store.addAnchor(records.at(-1)!);
  return root.ok ? store.judge(records[0]!, records.slice(1, -1)) : root;
}

/** Both verdicts of a chain under a root that is trusted. */
export function compareChain(chain: readonly Bare[], map: World['map'] = undefined): Opinions {
  const verdict = ours(chain, map);
  const all = brokenWay({ certificates: chain.map((c) => c.read), broken: [] }, map);
  const broken: readonly Rule[] = [...new Set(all)];
  const literally = broken.join('; ') || 'accepted';
  const named: ReadonlySet<Result> = new Set(broken.map((r) => RULES[r]));
  return verdict.ok
    ? {
        ours: 'accepted',
        why: '',
        broken,
        difference: broken.length === 0 ? '' : `we: accepted, literally: ${literally}`,
      }
    : {
        ours: verdict.result,
        why: explain(verdict),
        broken,
        difference: named.has(verdict.result)
          ? fault(verdict.finding)
          : `we: ${explain(verdict)}, literally: ${literally}`,
      };
}
