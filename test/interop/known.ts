/**
 * Disagreements where the other side is wrong, each with the clause that says so. An entry is found by what differs
 * and by what the value holds, never by the type alone.
 */
import type { Disagreement, Way } from './judge.ts';
import type { PeerName } from './peer.ts';

export interface Known {
  readonly id: string;
  readonly peer: PeerName;
  readonly ways: readonly Way[];
  readonly matches: (d: Disagreement) => boolean;
  /** What they do, and the clause that says otherwise. */
  readonly why: string;
}

export const KNOWN: readonly Known[] = [
  {
    id: 'rasn-jer-2^53',
    peer: 'rasn',
    ways: ['jsonRefused'],
    matches: (d) => d.detail.includes('supported range') && /"(generation|expiry)Time":"\d{16,}"/.test(text(d)),
    why: 'Its JER holds numbers as doubles and refuses a Time64 above 2^53; X.697 23 sets no such limit.',
  },
  {
    id: 'rasn-peer-extensible',
    peer: 'rasn',
    ways: ['refused', 'json', 'ours', 'jsonOurs'],
    matches: (d) =>
      has(d.json, 'version') && has(d.json, 'content') && /^err decode: .*preamble|^octet 0|version/i.test(d.detail),
    why: 'Ieee1609dot2Peer2PeerPDU has no extension marker (8.4.1); it reads and writes a preamble octet for one.',
  },
  {
    id: 'rasn-nested-addition',
    peer: 'rasn',
    ways: ['octets', 'json', 'ours', 'jsonOurs'],
    matches: (d) => under(d.json, 'requestedCertificate').some((v) => rasnAdded.some((tag) => has(v, tag))),
    why:
      'Reads it, but writes it in another order: where an addition to a SEQUENCE holds an alternative that was added ' +
      'to a CHOICE. X.696 16.4: preamble, root components, bitmap, additions.',
  },
  {
    id: 'rasn-pdu-type',
    peer: 'rasn',
    ways: ['refused', 'octets', 'json', 'ours', 'jsonOurs', 'value'],
    matches: (d) => has(d.json, 'pduFunctionalType'),
    why: 'PduFunctionalType is INTEGER (0..255) (6.3.9), one octet without a length (X.696 10.2); it has a length there.',
  },
  {
    id: 'rasn-flags',
    peer: 'rasn',
    ways: ['refused', 'json', 'ours', 'jsonOurs'],
    matches: (d) => has(d.json, 'flags'),
    why: 'flags is BIT STRING (SIZE (8)) (6.4.8), one octet without a length (X.696 13.2); it has no SIZE there.',
  },
  {
    id: 'rasn-open-type',
    peer: 'rasn',
    ways: ['refused', 'jsonRefused', 'json', 'octets', 'value', 'ours', 'jsonOurs'],
    matches: (d) => ['appExtensions', 'certIssueExtensions', 'certRequestExtension'].some((name) => has(d.json, name)),
    why:
      'The contents of an extension of a certificate are an open type (6.4.8): a length before them (X.696 30). ' +
      'It has none, and only knows the one extension of IEEE 1609.2.',
  },
  {
    id: 'pycrate-recursion',
    peer: 'pycrate',
    ways: ['octets', 'json', 'ours', 'jsonOurs'],
    matches: (d) => under(d.json, 'payload').some((v) => has(v, 'payload')),
    why: 'Reads signed data within signed data rightly, but writes parts of the inner value in place of the outer.',
  },
  {
    id: 'pycrate-null-addition',
    peer: 'pycrate',
    ways: ['octets', 'json', 'ours', 'jsonOurs'],
    matches: (d) => has(d.json, 'omitted'),
    why:
      'Writes an addition that is NULL (omitted, 6.3.7) as an octet of zero, as PER has it (X.691 11.1.3); OER takes no ' +
      'octets for it (X.696 15), so its open type is a length of zero. It reads ours, and rasn writes as we do.',
  },
  {
    id: 'pycrate-empty-bits',
    peer: 'pycrate',
    ways: ['refused', 'jsonRefused'],
    matches: (d) => /NoneType' and 'int'|int\(\) with base 16: ''/.test(d.detail) && EMPTY_BITS.test(text(d)),
    why: 'Refuses a BIT STRING without a SIZE that has no bits, as a value and as JSON; X.696 13.3 has it as 01 00.',
  },
  {
    id: 'pycrate-jer-bits',
    peer: 'pycrate',
    ways: ['value', 'json', 'jsonOurs'],
    matches: (d) => d.longBits,
    why:
      'Its JER leaves out the length of a BIT STRING beyond its extensible SIZE (8, ...) and reads one without it as ' +
      '8 bits (X.697 24); its UPER of the same values is compared.',
  },
  {
    id: 'rasn-jer-bits',
    peer: 'rasn',
    ways: ['value', 'jsonRefused'],
    matches: (d) => d.longBits,
    why: 'As pycrate-jer-bits: its JER has no length for a BIT STRING of extensible SIZE, and refuses one with it.',
  },
];

export function known(peer: PeerName, d: Disagreement): Known | undefined {
  return KNOWN.find((k) => k.peer === peer && k.ways.includes(d.way) && k.matches(d));
}

/** Alternatives after an extension marker, in rasn's names. */
const rasnAdded = [
  ...['BitmapSsp', 'BitmapSspRange', 'Sha384AndDigest', 'Sm3AndDigest', 'EcdsaBrainpoolP384r1', 'EcdsaNistP384'],
  ...['EcsigSm2', 'EcencSm2', 'Sm2'],
];
const EMPTY_BITS = /\{"value":"","length":0\}/;
const text = (d: Disagreement): string => JSON.stringify(d.json);
/** Whether a member of that name is anywhere in it. */
const has = (json: unknown, name: string): boolean => under(json, name).length > 0;
/** What members of that name hold, at any depth. */
function under(json: unknown, name: string): unknown[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([k, v]) => [...(k === name ? [v] : []), ...under(v, name)]);
}
