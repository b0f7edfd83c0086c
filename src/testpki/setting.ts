/** What all cases have in common: a moment, a place, and the usual certificate of each role. */
import type { GeographicRegion, PsidSspRange } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { fromIso, toTime32 } from '../time.ts';
import type { Subject } from '../trust/issue.ts';
import { requestSsp } from '../trust/ssp.ts';
import type { Micros } from '../world.ts';

/** In every name a certificate can carry, in every file's name, and in every file that is text. */
export const MARK = 'TEST ONLY';

/** From the top of a chain to its end; `sub` is a CA between, where a case has one. */
export const ROLES = ['root', 'ica', 'sub', 'aca', 'signer'] as const;
export type Role = (typeof ROLES)[number];

export const APP = { bsm: 32, spat: 130, crl: 256, ssm: 2_113_685, srm: 2_113_686, map: 2_113_687 } as const;

/** When and where everything is heard. */
export interface Setting {
  readonly now: Micros;
  /** Time32 from which all certificates are valid that say nothing else: a day before. */
  readonly start: number;
}
export const USUAL_TIME = fromIso('2026-06-01T12:00:00Z')!;

export function settingAt(now: Micros): Setting {
  return { now, start: toTime32(now) - 86_400 };
}

/** Where the receiver stands, tenth microdegrees. */
export const HERE = { latitude: 397_400_000, longitude: -1_049_900_000 } as const;

/** eeType: which ends a chain may have. */
export const EE = { app: 0x80, enrol: 0x40, both: 0xc0 } as const;

export function entry(
  subjectPermissions: PsidGroupPermissions['subjectPermissions'],
  minChainLength = 1,
  chainLengthRange = 0,
  eeType: number = EE.app,
): PsidGroupPermissions {
  return {
    subjectPermissions,
    minChainLength,
    chainLengthRange,
    eeType: { octets: Uint8Array.of(eeType), length: 8 },
  };
}
/** An entry for all PSIDs. */
export function all(minChainLength = 1, chainLengthRange = 0, eeType: number = EE.app): PsidGroupPermissions {
  return entry({ tag: 'all', value: null }, minChainLength, chainLengthRange, eeType);
}
/** An entry for these PSIDs. */
export function only(
  ranges: readonly PsidSspRange[],
  minChainLength = 1,
  chainLengthRange = 0,
  eeType: number = EE.app,
): PsidGroupPermissions {
  return entry({ tag: 'explicit', value: ranges }, minChainLength, chainLengthRange, eeType);
}

/** Metres to the north and east of the receiver. */
export function away(north: number, east: number): { readonly latitude: number; readonly longitude: number } {
  const degree = 111_320;
  return {
    latitude: HERE.latitude + Math.round((north / degree) * 1e7),
    longitude: HERE.longitude + Math.round((east / (degree * Math.cos((HERE.latitude / 1e7) * (Math.PI / 180)))) * 1e7),
  };
}
export function circle(radius: number, north = 0, east = 0): GeographicRegion {
  return { tag: 'circularRegion', value: { center: away(north, east), radius } };
}

const TERMS: Readonly<Record<Role, number>> = { root: 40, ica: 20, sub: 10, aca: 5, signer: 0 };

/** What a certificate of this role says where a case does not say otherwise. */
export function usualSubject(setting: Setting, role: Role, label: string): Subject {
  const hours = { tag: 'hours', value: 169 } as const;
  const years = { tag: 'years', value: TERMS[role] } as const;
  const issue: Readonly<Record<Role, readonly PsidGroupPermissions[] | undefined>> = {
    root: [all(3, -1, EE.both)],
    ica: [all(2, 0, EE.both)],
    sub: [all(2, 0, EE.both)],
    aca: [all(1, 0, EE.both)],
    signer: undefined,
  };
  return {
    id: { tag: 'name', value: `${MARK} ${label}` },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: { start: setting.start, duration: role === 'signer' ? hours : years },
    region: undefined,
    assuranceLevel: undefined,
    appPermissions: role === 'signer' ? [{ psid: APP.srm, ssp: requestSsp(['ambulance'], 14) }] : undefined,
    certIssuePermissions: issue[role],
    certRequestPermissions: undefined,
    canRequestRollover: undefined,
    encryptionKey: undefined,
  };
}
