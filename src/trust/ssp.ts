/** What service specific permissions mean to the applications that ask: the layouts of layout.ts, and our own TmcSsp. */
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import { type Action, TmcSsp } from '../../asn1/wavetrust/tmc.ts';
import {
  type BitOrders,
  type Layout,
  type LayoutName,
  layoutOf,
  REQUESTS,
  type Rights,
  readBits,
  writeBits,
} from './layout.ts';

/** The roles a signer may claim in a signal request, and how high an importance. */
export interface RequestRights {
  readonly roles: ReadonlySet<string>;
  /** 0 to 14 (RequestImportanceLevel). */
  readonly importance: number;
}

/**
 * What an SSP of the signal request PSID permits by the layouts that are accepted. One that is absent, or of none of
 * them, permits nothing; nor does one of an order with a bit for requests as such, where that bit is not set.
 */
export function requestRights(
  ssp: ServiceSpecificPermissions | undefined,
  accepted: readonly LayoutName[],
  orders: BitOrders = USUAL,
): RequestRights | undefined {
  const rights = rightsOf('SignalRequestMessage', ssp, accepted, orders);
  if (!rights) return undefined;
  const { layout, may, importance } = rights;
  if (!orders[layout]?.includes(REQUESTS)) return { roles: may, importance };
  const roles = new Set(may);
  return roles.delete(REQUESTS) ? { roles, importance } : undefined;
}

/** What was found out of an SSP last, and what was asked then. */
interface Decision {
  readonly subject: Layout['subject'];
  readonly accepted: readonly LayoutName[];
  readonly orders: BitOrders;
  readonly rights: Rights | undefined;
}
/**
 * By the SSP as it stands in a certificate. The store holds that by its hash, and as many as it is bounded to: what is
 * kept here goes when the certificate does. Another policy is another list, and finds out anew.
 */
const decisions = new WeakMap<ServiceSpecificPermissions, Decision>();
const USUAL: BitOrders = {};

/** What an SSP permits by the first of these layouts that it is of. Neither list is ever changed in place. */
export function rightsOf(
  subject: Layout['subject'],
  ssp: ServiceSpecificPermissions | undefined,
  accepted: readonly LayoutName[],
  orders: BitOrders = USUAL,
): Rights | undefined {
  if (ssp === undefined) return undefined;
  const last = decisions.get(ssp);
  if (last?.subject === subject && last.accepted === accepted && last.orders === orders) return last.rights;
  const rights = firstOf(subject, ssp, accepted, orders);
  decisions.set(ssp, { subject, accepted, orders, rights });
  return rights;
}
function firstOf(
  subject: Layout['subject'],
  ssp: ServiceSpecificPermissions,
  accepted: readonly LayoutName[],
  orders: BitOrders,
): Rights | undefined {
  for (const name of accepted) {
    const rights = layoutOf(name).subject === subject ? readBits(name, ssp, orders) : undefined;
    if (rights) return rights;
  }
  return undefined;
}

/** The SSP for these roles. Throws a RangeError for a role or an importance that the layout cannot say. */
export function requestSsp(
  roles: readonly string[],
  importance: number,
  layout: LayoutName = 'wavetrust-1',
  orders: BitOrders = {},
): ServiceSpecificPermissions {
  const all = orders[layout]?.includes(REQUESTS) ? [...roles, REQUESTS] : roles;
  return writeBits(layout, { may: all, importance }, orders);
}

/** `may request: fire, ambulance up to importance 14`: what an SSP permits, by the layouts that are accepted. */
export function sspWords(
  ssp: ServiceSpecificPermissions | undefined,
  accepted: readonly LayoutName[],
  orders: BitOrders = {},
): string {
  if (ssp === undefined) return 'has no SSP and may nothing';
  for (const name of accepted) {
    const { subject, first } = layoutOf(name);
    const commands = first === undefined ? tmcRights(ssp) : undefined;
    if (commands) return commandWords(commands);
    const rights = readBits(name, ssp, orders);
    if (!rights) continue;
    if (subject !== 'SignalRequestMessage')
      return rights.may.size === 0 && layoutOf(name).wide > 0
        ? `may say nothing of ${subject}`
        : `may say: ${[subject, ...rights.may].join(', ')}`;
    const roles = requestRights(ssp, [name], orders)?.roles ?? new Set();
    const whose = rights.provider === undefined ? '' : `, as provider ${toHex(rights.provider)}`;
    return roles.size === 0
      ? 'may request nothing'
      : `may request: ${[...roles].join(', ')} up to importance ${rights.importance}${whose}`;
  }
  return `has an SSP of no layout that is accepted (${accepted.join(', ') || 'none is'}) and may nothing`;
}
function commandWords({ actions, jurisdictions }: TmcSsp): string {
  const may = ACTIONS.filter((_, bit) => actions.octets[bit >> 3]! & (0x80 >> (bit & 7)));
  const where = jurisdictions.map((j) => `${j.from} to ${j.to} of region ${j.region}`);
  return may.length === 0
    ? 'may command nothing'
    : `may command: ${may.join(', ')} at intersections ${where.join(', ')}`;
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
