/**
 * What service specific permissions mean, a table by PSID. No public document fixes the layout for signal requests, so
 * each is a named layout and a deployment says which it accepts.
 */
import { coer } from '../../asn1/coer.ts';
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import { BasicVehicleRole } from '../../asn1/j2735/requestor.ts';
import { type Action, TmcSsp } from '../../asn1/wavetrust/tmc.ts';

/** The roles a signer may claim in a signal request, and how high an importance. */
export interface RequestRights {
  readonly roles: ReadonlySet<string>;
  /** 0 to 14 (RequestImportanceLevel). */
  readonly importance: number;
}
export type RequestLayout = 'wavetrust-1' | 'role-bitmap-30';

const roleNames = BasicVehicleRole.kind === 'enumerated' ? BasicVehicleRole.names : [];

/**
 * - `wavetrust-1`, ours: bitmapSsp, octet 0 = 01 (version), octets 1 to 4 a bit per BasicVehicleRole (bit 0 of octet 1 is
 *   basicVehicle), octet 5 the highest importance level (0 to 14).
 * - `role-bitmap-30`, as seen in certificates of a transit fleet: octet 0 = 30, octets 1 to 4 the same bitmap.
 */
const LAYOUTS: Readonly<
  Record<
    RequestLayout,
    { readonly first: number; readonly length: number; readonly importance: (ssp: Uint8Array) => number }
  >
> = {
  'wavetrust-1': { first: 0x01, length: 6, importance: (ssp) => Math.min(14, ssp[5]!) },
  'role-bitmap-30': { first: 0x30, length: 5, importance: () => 14 },
};

/** What an SSP of the signal request PSID permits. An SSP that is absent, or of no accepted layout, permits nothing. */
export function requestRights(
  ssp: ServiceSpecificPermissions | undefined,
  accepted: readonly RequestLayout[],
): RequestRights | undefined {
  if (ssp?.tag !== 'bitmapSsp') return undefined;
  const octets = ssp.value;
  const layout = accepted.map((l) => LAYOUTS[l]).find((l) => octets[0] === l.first && octets.length === l.length);
  if (!layout) return undefined;
  const roles = new Set(roleNames.filter((_, i) => octets[1 + (i >> 3)]! & (0x80 >> (i & 7))));
  return { roles, importance: layout.importance(octets) };
}

/** The `wavetrust-1` SSP for these roles. Throws a RangeError for a role or an importance the standard does not have. */
export function requestSsp(roles: readonly string[], importance: number): ServiceSpecificPermissions {
  if (!Number.isInteger(importance) || importance < 0 || importance > 14)
    throw new RangeError(`importance ${importance} is not one of 0 to 14`);
  const octets = new Uint8Array(6);
  octets[0] = 0x01;
  octets[5] = importance;
  for (const role of roles) {
    const i = roleNames.indexOf(role);
    if (i < 0) throw new RangeError(`no BasicVehicleRole is called ${role}`);
    octets[1 + (i >> 3)]! |= 0x80 >> (i & 7);
  }
  return { tag: 'bitmapSsp', value: octets };
}

/** Alternatives of Action in the order of their bits. */
export const ACTIONS: readonly Exclude<Action['tag'], '?'>[] = [
  'setPattern',
  'free',
  'flash',
  'offsetAdjust',
  'hold',
  'forceOff',
  'omit',
  'call',
  'preempt',
  'cancel',
  'lockPriority',
  'unlockPriority',
];

const tmcSsps = coer(TmcSsp);
/** Reads the SSP of an operator's certificate; undefined where it is absent or none of ours: then nothing is permitted. */
export function tmcRights(ssp: ServiceSpecificPermissions | undefined): TmcSsp | undefined {
  if (ssp?.tag !== 'opaque') return undefined;
  const got = tmcSsps.decode(ssp.value);
  return got.ok ? got.value : undefined;
}

export function mayCommand(rights: TmcSsp, action: Action['tag'], region: number, id: number): boolean {
  const bit = ACTIONS.indexOf(action as (typeof ACTIONS)[number]);
  if (bit < 0 || (rights.actions.octets[bit >> 3]! & (0x80 >> (bit & 7))) === 0) return false;
  return rights.jurisdictions.some((j) => j.region === region && id >= j.from && id <= j.to);
}

/** An operator's SSP: these actions at intersections `from` to `to` of a region. */
export function tmcSsp(
  actions: readonly Action['tag'][],
  jurisdictions: TmcSsp['jurisdictions'],
): ServiceSpecificPermissions {
  const octets = new Uint8Array(2);
  for (const action of actions) {
    const bit = ACTIONS.indexOf(action as (typeof ACTIONS)[number]);
    octets[bit >> 3]! |= 0x80 >> (bit & 7);
  }
  return { tag: 'opaque', value: tmcSsps.encode({ version: 1, actions: { octets, length: 16 }, jurisdictions }) };
}
