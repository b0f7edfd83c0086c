/**
 * The policy of an application as a file: JSON with one object. What a field may hold and what it decides stands in
 * `policyFields`; which of them go together, in conflict.ts. A file with any fault gives no policy at all.
 */
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { DEVIATIONS, type Deviance } from '../../asn1/malformed.ts';
import { layoutNames, layoutOf, REQUESTS, roleNames } from '../trust/layout.ts';
import { conflicts } from './conflict.ts';
import {
  bitTable,
  type Fault,
  faultsOf,
  faultText,
  flag,
  listOf,
  number,
  oneOf,
  optional,
  plain,
  shown,
  text,
  textList,
  type Values,
  whole,
} from './field.ts';
import { parseJson } from './json.ts';

const DAY = 86_400;
/** The greatest that IEEE 1609.12 gives a p-encoding. */
const GREATEST_PSID = 0x1020_407f;
const messageNames = MessageFrame.kind === 'byId' ? MessageFrame.cases.map(({ name }) => name) : [];
/** Layouts whose order of bits may be another than we take it for. */
const openLayouts = layoutNames.filter((name) => layoutOf(name).order !== 'known');

export const policyFields = {
  comment: optional(text(/^[\s\S]{0,1000}$/, 'texts of up to 1000 characters', 'For people; it decides nothing.')),
  name: text(
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}$/,
    'texts of up to 32 letters, digits, spaces and ._-',
    'What the application is called in sentences and tables.',
  ),
  psid: whole(0, GREATEST_PSID, 'The PSID (ITS-AID) as a plain number, not p-encoded. One policy each.'),
  payload: oneOf(
    ['messageFrame', 'tmc', 'octets', 'encryptedData'],
    'What is signed: unsecuredData with a SAE J2735 MessageFrame in UPER, a command of wavetrust in COER, or octets nobody opens; or encryptedData.',
  ),
  messages: listOf(
    messageNames,
    0,
    'Messages of MessageFrame that may travel under this PSID: the last of the three identities that have to agree.',
  ),
  generationTime: oneOf(
    ['required', 'optional', 'absent'],
    'Whether headerInfo has a generationTime (IEEE 1609.2, 5.2.5.2).',
  ),
  pastSeconds: number(0.1, 7 * DAY, 'How long ago it may have been generated.'),
  futureSeconds: number(0.1, 60, 'How far ahead a generationTime may be: clocks differ.'),
  expiryTime: oneOf(['required', 'optional'], 'Whether headerInfo has an expiryTime (5.2.5.3); where it is, it holds.'),
  generationLocation: oneOf(['required', 'optional'], 'Whether headerInfo has a generationLocation (5.2.5.4).'),
  distanceMetres: optional(
    number(1, 1_000_000, 'How far from the receiver a generationLocation may be; any distance where this is left out.'),
  ),
  replay: flag('Whether the same message twice within its window is refused (5.2.5.6).'),
  nonce: oneOf(
    ['checked', 'unchecked'],
    'Whether a statement of the whole point R of a signature is checked beyond its x, at three times the cost (5.3.1).',
  ),
  tolerates: listOf(
    Object.keys(DEVIATIONS) as Deviance[],
    0,
    "Deviations of the payload's encoding that are put up with and reported. What is signed is read strictly anyhow.",
  ),
  assurance: optional(
    whole(0, 7, 'The lowest assurance level of a signer (6.4.27); a certificate that names none has level 0.'),
  ),
  signer: listOf(['certificate', 'digest'], 1, 'Forms of SignerIdentifier that are taken (6.3.25).'),
  overdueSeconds: number(
    0,
    90 * DAY,
    'How long after nextCrl a CRL is still trusted; then certificates of its series are refused as overdueCRL (5.1.3).',
  ),
  requiredSeries: textList(
    // Others stand in no certificate (6.4.8): to ask for one would ask for nothing.
    /^(?!0{6})[0-9a-f]{6}\/(?:[1-9]\d{0,3}|[1-5]\d{4}|6(?:[0-4]\d{3}|5(?:[0-4]\d\d|5(?:[0-2]\d|3[0-5]))))$/,
    'series like "060e79/3" (cracaId in hex but not 000000, crlSeries from 1 to 65535)',
    'Series of CRLs whose certificates are refused while there is no list.',
  ),
  ssp: listOf(
    layoutNames,
    0,
    'Layouts of service specific permissions that are read. With none, the PSID is all that is asked of a certificate; ' +
      'with some, a certificate with an SSP of none of them permits nothing.',
  ),
  bits: optional(
    bitTable(
      openLayouts,
      [...roleNames, REQUESTS],
      (name) => layoutOf(name).wide * 8,
      'The order of bits of a layout, from the most significant one of octet 1 on, where yours is another than ours. ' +
        `${REQUESTS} is a bit without which no request is taken at all.`,
    ),
  ),
} as const;

/** What a receiver asks of the messages of one application. */
export type Policy = Omit<Values<typeof policyFields>, 'comment'>;

/** A file by its name, and what is in it. */
export interface PolicyText {
  readonly file: string;
  readonly text: string;
}
export interface FileFault extends Fault {
  readonly file: string;
}
/** `srm.json: pastSeconds is -5, allowed are numbers from 0.1 to 10; …` */
export const fileFaultText = (fault: FileFault): string => `${plain(fault.file)}: ${faultText(fault)}`;

export interface Faulty {
  readonly ok: false;
  readonly faults: readonly FileFault[];
}

/** Characters of a file; one of a policy has some 1500. */
export const LONGEST_POLICY = 65_536;

/** Reads one policy file. Never throws; all faults of single fields at once, or else all of fields together. */
export function readPolicy({ file, text }: PolicyText): { readonly ok: true; readonly policy: Policy } | Faulty {
  const whole = (found: string, allowed: string, advice: string): Faulty =>
    faulty(file, [{ field: 'the file', found, allowed, advice }]);
  if (text.length > LONGEST_POLICY)
    return whole(`${text.length} characters long`, `${LONGEST_POLICY} characters`, 'keep to one policy a file');
  const json = parseJson(text);
  if (!json.ok) return whole(`not as it should be (${json.why})`, 'JSON', 'correct it there');
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return whole(shown(value), 'one JSON object', 'put the fields of one policy into braces');
  const faults = faultsOf(policyFields, value);
  if (faults.length > 0) return faulty(file, faults);
  const { comment: _, ...policy } = value as Policy & { readonly comment?: string };
  const apart = conflicts(policy);
  return apart.length > 0 ? faulty(file, apart) : { ok: true, policy };
}

/** Reads policy files that are to hold together: all of them, or none and every fault in any of them. Never throws. */
export function readPolicies(
  files: readonly PolicyText[],
): { readonly ok: true; readonly policies: readonly Policy[] } | Faulty {
  const policies: Policy[] = [];
  const faults: FileFault[] = [];
  const first = new Map<number, string>();
  for (const { file, text } of files) {
    const got = readPolicy({ file, text });
    if (!got.ok) {
      faults.push(...got.faults);
      continue;
    }
    const { psid } = got.policy;
    const other = first.get(psid);
    if (other === undefined) first.set(psid, file);
    else {
      const advice = `keep one of the two, ${other} or ${file}`;
      faults.push({ file, field: 'psid', found: `${psid}, as in ${other}`, allowed: 'one policy for a PSID', advice });
    }
    policies.push(got.policy);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, policies };
}

/** `changed` in place of those of `policies` that have the same PSID, and beside the others. */
export function merged<P extends { readonly psid: number }>(
  policies: readonly P[],
  changed: readonly P[],
): readonly P[] {
  return [...new Map([...policies, ...changed].map((policy) => [policy.psid, policy])).values()];
}

/** Of a file that is none of ours, every field is wrong. */
const MOST_FAULTS = 40;
function faulty(file: string, all: readonly Fault[]): Faulty {
  const faults = all.slice(0, MOST_FAULTS);
  if (all.length > MOST_FAULTS)
    faults.push({
      field: 'the file',
      found: `wrong in ${all.length - MOST_FAULTS} more places`,
      allowed: 'the fields of a policy',
      advice: 'start from one that wavetrust policy --write DIR writes',
    });
  return { ok: false, faults: faults.map((fault) => ({ file, ...fault })) };
}
