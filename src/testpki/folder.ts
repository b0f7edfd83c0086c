/** The test PKI as files that a vendor runs against another stack. Nothing is written here: these are names and contents. */
import { toHex } from '../../asn1/hex.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { type Json, jer } from '../../asn1/jer.ts';
import { exportPkcs8, toPem } from '../crypto/der.ts';
import { toIso, toTime64 } from '../time.ts';
import { decodeCertificate } from '../trust/certificate.ts';
import { results } from '../trust/result.ts';
import type { Built, Expected, Labelled } from './case.ts';
import { fieldOf } from './field.ts';
import type { Forge } from './forge.ts';
import { MARK } from './setting.ts';

export interface Written {
  /** With `/`, below the folder. */
  readonly path: string;
  readonly content: Uint8Array | string;
}

const COMMENT = `${MARK}: everybody has the keys to this. Trust it nowhere but in a test.`;
const pretty = (json: Json): string => `${JSON.stringify(json, null, 2)}\n`;
const numberOf = (result: Expected): number => (result === 'success' ? 1 : results[result].code);
const verdict = (result: Expected) => ({ result, number: numberOf(result) });
/** `certificates/TEST-ONLY-aca`, without what tells the form. */
const certificatePath = (c: Labelled): string => `certificates/TEST-ONLY-${c.label}`;

/** All files; the same for the same cases. */
export function files(all: readonly Built[], forge: Forge, seed: string): readonly Written[] {
  const holders = new Map<string, Labelled>();
  for (const b of all) for (const c of [...b.chain, ...b.listSigners]) holders.set(c.label, c);
  return [
    { path: 'README.md', content: readme(all, seed) },
    { path: 'cases.json', content: pretty({ comment: COMMENT, format: 1, seed, cases: all.map(row) }) },
    ...[...holders.values()].flatMap((c) => [...certificateFiles(c, forge), ...keyFiles(c, forge)]),
    ...all.flatMap(spduFiles),
    ...all.flatMap((b) => b.lists.map((content, i) => ({ path: listPath(b, i), content }))),
  ];
}

const listPath = (b: Built, i: number): string => `crls/${b.case.id}${i === 0 ? '' : `-${i + 1}`}.coer`;

function row(b: Built): Json {
  const { id, rule, clause, what, expected, also = [] } = b.case;
  const { time, latitude, longitude, country } = b.receiver;
  return {
    ...{ id, rule, clause: `IEEE 1609.2-2022 ${clause}`, what, expected: verdict(expected), also: also.map(verdict) },
    field: fieldRow(b),
    chain: b.chain.map((c) => `${certificatePath(c)}.oer`),
    crls: b.lists.map((_, i) => listPath(b, i)),
    spdu: b.spdu === undefined ? null : `spdus/${id}.coer`,
    ...(b.spdu === undefined ? {} : { wsmpPsid: b.wsmp, issuersInSpdu: b.along }),
    receiver: { time: toIso(time, 6), time64: String(toTime64(time)), latitude, longitude, country },
  };
}

/** The file in which the field stands that breaks the rule, and its name there. */
function fieldRow({ case: { id }, chain }: Built): Json {
  const field = fieldOf(id);
  if (field === undefined) return null;
  const bearer = chain.find(({ role }) => role === field.of);
  return { in: bearer ? `${certificatePath(bearer)}.oer` : `spdus/${id}.coer`, name: field.name };
}

function certificateFiles(c: Labelled, forge: Forge): Written[] {
  const { octets } = c.record;
  const read = decodeCertificate(forge.crypto, octets);
  const known: Readonly<Record<string, Json>> = read.ok
    ? { hashedId8: read.record.id, certificate: jer(Certificate).to(read.record.value) }
    : {};
  return [
    { path: `${certificatePath(c)}.oer`, content: octets },
    { path: `${certificatePath(c)}.json`, content: pretty({ comment: COMMENT, coer: toHex(octets), ...known }) },
  ];
}

/** The secret as a number for a stack's own format, and as PKCS#8 in PEM, whose text before the first line is a comment. */
function keyFiles(c: Labelled, forge: Forge): Written[] {
  const { curve, public: point } = c.key;
  const secret = toHex(forge.keys.secret(c.key));
  const path = `keys/TEST-ONLY-${c.label}`;
  const pem = toPem('PRIVATE KEY', exportPkcs8(forge.crypto, forge.keys, c.key));
  return [
    { path: `${path}.json`, content: pretty({ comment: COMMENT, curve, private: secret, public: toHex(point) }) },
    { path: `${path}.pem`, content: `# ${COMMENT}\n${pem}` },
  ];
}

function spduFiles({ case: { id }, spdu }: Built): Written[] {
  if (spdu === undefined) return [];
  return [
    { path: `spdus/${id}.coer`, content: spdu },
    { path: `spdus/${id}.hex`, content: `${toHex(spdu)}\n` },
  ];
}

function readme(all: readonly Built[], seed: string): string {
  const rules = Map.groupBy(all, (b) => b.case.rule);
  const ids = (rows: readonly Built[], good: boolean) =>
    rows
      .filter((b) => (b.case.expected === 'success') === good)
      .map((b) => b.case.id)
      .join(', ');
  return [
    `# ${MARK}: a PKI for testing receivers of IEEE 1609.2 messages`,
    '',
    `Everybody has the private keys of this PKI: they follow from the seed \`${seed}\`. Trust its root in a test, and nowhere else.`,
    '',
    '`cases.json` lists the cases. To run one:',
    '',
    '1. Empty the receiver, and set its clock to `receiver.time` (`time64` is the same as IEEE 1609.2 Time64) and its place to',
    '   `receiver.latitude`, `receiver.longitude` (tenth microdegrees). All within 20 km lies in `receiver.country` (UN M49).',
    '2. Trust the first certificate of `chain` as a root. Offer it the others but the last, from the top down, as CAs; it may',
    '   turn some down.',
    '3. Give it the lists in `crls`; it may turn some down.',
    '4. Hear `spdu` in a WSM of PSID `wsmpPsid`, or, where there is none, judge the last certificate of `chain`.',
    '5. The verdict is `expected`, or one of `also` for a receiver that notices the fault at another moment. Names and numbers',
    '   are those test labs use: 1 is success. `field` is what breaks the rule: a file, and the ASN.1 names from its outermost',
    '   type in (Ieee1609Dot2Data or Certificate); elements of a list are counted from 0.',
    '',
    'For signal requests the receiver asks for a generationTime at most 5 s back and 2 s ahead. Where a CA is wrong its',
    'certificate comes along in the SPDU (`issuersInSpdu`), so that a receiver can say what is wrong with it.',
    '',
    '| folder | what |',
    '|---|---|',
    '| `certificates/` | COER (`.oer`), and JER with the HashedId8 (`.json`); a certificate no codec reads has COER only |',
    '| `keys/` | the private key of each: a number (`.json`) and PKCS#8 (`.pem`) |',
    '| `spdus/` | COER (`.coer`) and hex |',
    '| `crls/` | SecuredCrl, COER |',
    '',
    '## Rules',
    '',
    '| rule | accepted | refused |',
    '|---|---|---|',
    ...[...rules].map(([rule, rows]) => `| ${rule} | ${ids(rows, true)} | ${ids(rows, false)} |`),
    '',
  ].join('\n');
}
