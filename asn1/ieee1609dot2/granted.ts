/**
 * IEEE 1609.2-2022 clause 6.4.39 ff.: which values of an extension a CA may issue, or a requester ask for. The id stands
 * outside the alternative whose type it chooses, which is more than an information object set says in our schemas; so
 * the alternative keeps octets, and these read and write them.
 */
import { coer } from '../coer.ts';
import type { Decoded } from '../malformed.ts';
import { type Infer, type Node, nil, type Unknown } from '../schema.ts';
import type { CertIssueExtension, CertRequestExtension } from './certificate.ts';

/** SetCertExtensions: the types of &Issue and &Req, which are the same for each that is defined. */
const KNOWN = { operatingOrganizationId: { id: 1, type: nil } } as const satisfies Record<
  string,
  { readonly id: number; readonly type: Node }
>;
type Known = { [K in keyof typeof KNOWN]: { readonly tag: K; readonly value: Infer<(typeof KNOWN)[K]['type']> } };

/** Every value of the extension `id`, or those that the type of that id says; an id nobody knows keeps its octets. */
export type Granted = { readonly tag: 'all'; readonly value: { readonly id: number } } | Known[keyof Known] | Unknown;

/** What an entry grants, or what is wrong with the octets in it. */
export function granted({ id, permissions }: CertIssueExtension | CertRequestExtension): Decoded<Granted> {
  if (permissions.tag === 'all') return { ok: true, value: { tag: 'all', value: { id } } };
  const tag = (Object.keys(KNOWN) as (keyof typeof KNOWN)[]).find((name) => KNOWN[name].id === id);
  const octets = permissions.value;
  if (tag === undefined) return { ok: true, value: { tag: '?', value: { index: id, octets } } };
  const got = coer(KNOWN[tag].type).decode(octets);
  return got.ok ? { ok: true, value: { tag, value: got.value } } : got;
}

/** An entry of certIssueExtensions. */
export function grantIssue(what: Granted): CertIssueExtension {
  const { id, octets } = written(what);
  return { id, permissions: octets ? { tag: 'specific', value: octets } : { tag: 'all', value: null } };
}
/** An entry of certRequestExtension. */
export function grantRequest(what: Granted): CertRequestExtension {
  const { id, octets } = written(what);
  return { id, permissions: octets ? { tag: 'content', value: octets } : { tag: 'all', value: null } };
}
function written(what: Granted): { id: number; octets?: Uint8Array } {
  if (what.tag === 'all') return what.value;
  if (what.tag === '?') return { id: what.value.index, octets: what.value.octets };
  const { id, type } = KNOWN[what.tag];
  return { id, octets: coer(type).encode(what.value) };
}
