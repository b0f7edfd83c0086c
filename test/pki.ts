/** A small PKI for tests, the same at each run: root, intermediate, authorization CA, and end entities as asked for. */
import type { GeographicRegion, PsidSsp, PsidSspRange } from '../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../asn1/ieee1609dot2/certificate.ts';
import { accept } from '../src/crypto/ecqv.ts';
import { softwareKeyStore } from '../src/crypto/keystore.ts';
import { openssl } from '../src/crypto/openssl.ts';
import { seededRandom } from '../src/crypto/random.ts';
import {
  type Holder,
  implicitExponent,
  issueExplicit,
  issueImplicit,
  issueSelf,
  type Subject,
} from '../src/trust/issue.ts';
import { sec1 } from '../src/trust/point.ts';
import type { Clock, Micros } from '../src/world.ts';

/** 2026-06-01T00:00:00Z in Time32, more or less. */
export const START = 707_000_000;
export const NOW: Micros = (START + 86_400) * 1e6;
export const PSIDS = { bsm: 32, spat: 130, ssm: 2_113_685, srm: 2_113_686, map: 2_113_687, tmc: 0x1020_4000, crl: 256 };

export const crypto = openssl;
export const random = seededRandom('test pki');
export const keys = softwareKeyStore({ crypto, random });

export const all = (minChainLength: number, chainLengthRange = 0, eeType = 0x80): PsidGroupPermissions => ({
  subjectPermissions: { tag: 'all', value: null },
  minChainLength,
  chainLengthRange,
  eeType: { octets: Uint8Array.of(eeType), length: 8 },
});
export const explicit = (ranges: readonly PsidSspRange[], minChainLength = 1): PsidGroupPermissions => ({
  subjectPermissions: { tag: 'explicit', value: ranges },
  minChainLength,
  chainLengthRange: 0,
  eeType: { octets: Uint8Array.of(0x80), length: 8 },
});

export function subject(name: string, part: Partial<Subject> = {}): Subject {
  return {
    id: { tag: 'name', value: name },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: { start: START, duration: { tag: 'years', value: 2 } },
    region: undefined,
    assuranceLevel: undefined,
    appPermissions: undefined,
    certIssuePermissions: undefined,
    certRequestPermissions: undefined,
    canRequestRollover: undefined,
    encryptionKey: undefined,
    ...part,
  };
}

export function selfSigned(name: string, part: Partial<Subject> = {}): Holder {
  const key = keys.generate('P-256');
  return { key, record: issueSelf({ crypto, keys }, key, subject(name, part)) };
}
export function under(issuer: Holder, name: string, part: Partial<Subject>): Holder {
  const key = keys.generate('P-256');
  return { key, record: issueExplicit({ crypto, keys }, issuer, subject(name, part), 'P-256', key.public) };
}
export function implicitUnder(issuer: Holder, name: string, part: Partial<Subject>): Holder {
  const request = keys.generate('P-256');
  const issued = issueImplicit({ crypto, keys }, issuer, subject(name, part), request.public, random.octets(32))!;
  const indicator = issued.record.tbs.verifyKeyIndicator;
  const key = accept(crypto, keys, request, {
    e: implicitExponent(crypto, 'P-256', issued.record, issuer.record),
    r: issued.r,
    reconstruction: sec1(indicator.value as never)!,
    issuer: issuer.key.public,
  });
  return { key: key!, record: issued.record };
}

const years = (value: number) => ({ start: START, duration: { tag: 'years', value } as const });
export const root = selfSigned('root', { certIssuePermissions: [all(3, -1, 0xc0)], validityPeriod: years(40) });
export const ica = under(root, 'ica', { certIssuePermissions: [all(2, 0, 0xc0)], validityPeriod: years(20) });
export const aca = under(ica, 'aca', { certIssuePermissions: [all(1)], validityPeriod: years(5) });

const week = { start: START, duration: { tag: 'hours', value: 169 } } as const;
/** An end entity under the ACA, implicit as pseudonyms are. */
export function device(permissions: readonly PsidSsp[], part: Partial<Subject> = {}): Holder {
  return implicitUnder(aca, 'device', {
    id: { tag: 'none', value: null },
    validityPeriod: week,
    appPermissions: permissions,
    ...part,
  });
}

export const circle = (latitude: number, longitude: number, radius: number): GeographicRegion => ({
  tag: 'circularRegion',
  value: { center: { latitude, longitude }, radius },
});
export const at = (now: Micros): Clock => ({ now: () => now });
