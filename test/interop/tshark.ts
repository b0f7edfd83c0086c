/**
 * Wireshark's dissector: IEEE 1609.2 data in a capture of link type 147 must come out of it without a malformed mark or
 * a note of its own, with the PSIDs it read in the order they were written.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Certificate } from '../../asn1/ieee1609dot2/certificate.ts';
import { CrlContents, CrlPsid } from '../../asn1/ieee1609dot2/crl.ts';
import { EncryptedData, Ieee1609Dot2Data, RecipientInfo, SignedData } from '../../asn1/ieee1609dot2/data.ts';
import { SignedCertificateRequest } from '../../asn1/ieee1609dot2dot1/pdu.ts';
import type { Node, Type } from '../../asn1/schema.ts';
import { LINK, writePcap } from '../../src/capture/pcap.ts';
import type { Micros } from '../../src/world.ts';
import { arbitrary } from '../arbitrary.ts';
import { plain } from '../asn1/plain.ts';
import { tsharkLimits } from './editions.ts';
import { narrow } from './narrow.ts';

export interface Dissected {
  readonly kind: string;
  readonly tried: number;
  readonly dissected: number;
  readonly disagreed: number;
  readonly unexplained: readonly { readonly hex: string; readonly says: string }[];
  readonly seconds: number;
}

/** Why tshark cannot be asked here, or undefined where it can. */
export const tsharkMissing = (): string | undefined =>
  spawnSync('tshark', ['--version']).status === 0 ? undefined : 'tshark is not installed';

type Values = fc.Arbitrary<unknown>;
type Fields = Readonly<Record<string, unknown>>;
/** Values of a type as far as tshark's edition goes, without some alternatives as well. */
const some = (type: Node, ...without: readonly string[]): Values =>
  arbitrary(narrow(type, { ...tsharkLimits, without: [...tsharkLimits.without, ...without] })) as Values;
const data = (tag: string, value: Values): Values =>
  value.map((v) => ({ protocolVersion: 3, content: { tag, value: v } }));
const encoded = (type: Node, values: Values): Values => {
  const codec = coer(plain(type) as Type<unknown>);
  return values.map((v) => codec.encode(v));
};

const contents = ['signedData', 'encryptedData', 'signedCertificateRequest'];
const signedBy = (...tags: readonly string[]): Values =>
  some(SignedData, ...['digest', 'certificate', 'self'].filter((t) => !tags.includes(t)).map(signerTag));
const signerTag = (tag: string): string => `SignerIdentifier.${tag}`;
/** Signed data with one certificate of that type as its signer. */
const withCertificate = (other: 'explicit' | 'implicit'): Values =>
  fc
    .tuple(signedBy('digest'), some(Certificate, `CertificateType.${other}`))
    .map(([signed, c]) => ({ ...(signed as Fields), signer: { tag: 'certificate', value: [c] } }));
/** Signed data, with something encoded as its payload and under the PSID of that. */
const carrying = (payload: Values, psid: number): Values =>
  fc.tuple(signedBy('digest'), payload).map(([signed, octets]) => {
    const { tbsData } = signed as { tbsData: { headerInfo: Fields } };
    const inner = { protocolVersion: 3, content: { tag: 'unsecuredData', value: octets } };
    return {
      ...(signed as Fields),
      tbsData: { payload: { data: inner, extDataHash: undefined }, headerInfo: { ...tbsData.headerInfo, psid } },
    };
  });
const recipients = ['pskRecipInfo', 'symmRecipInfo', 'certRecipInfo', 'signedDataRecipInfo', 'rekRecipInfo'] as const;
const encryptedFor = (tag: string): Values =>
  fc
    .tuple(some(EncryptedData), some(RecipientInfo, ...recipients.filter((r) => r !== tag)))
    .map(([encrypted, r]) => ({ ...(encrypted as Fields), recipients: [r] }));

const values: Readonly<Record<string, Values>> = {
  'Ieee1609Dot2Data, any': some(Ieee1609Dot2Data),
  unsecured: some(Ieee1609Dot2Data, ...contents),
  'signed, by digest': data('signedData', signedBy('digest')),
  'signed, by itself': data('signedData', signedBy('self')),
  'signed, with a list of certificates': data('signedData', signedBy('certificate')),
  'signed, with an explicit certificate': data('signedData', withCertificate('implicit')),
  'signed, with an implicit certificate': data('signedData', withCertificate('explicit')),
  'signed, for a payload elsewhere': data('signedData', some(SignedData, 'SignedDataPayload.data')),
  'signed, a CRL': data('signedData', carrying(encoded(CrlContents, some(CrlContents)), CrlPsid)),
  ...Object.fromEntries(recipients.map((tag) => [`encrypted, ${tag}`, data('encryptedData', encryptedFor(tag))])),
  'signed certificate request': data(
    'signedCertificateRequest',
    // Opaque to tshark: all of it may be there.
    encoded(
      SignedCertificateRequest,
      arbitrary(narrow(SignedCertificateRequest, { without: [], instead: {} })) as Values,
    ),
  ),
};
export const KINDS: readonly string[] = Object.keys(values);
/** All of them in one capture. */
export const EVERY_KIND = 'every kind';

const USER_0 = 'uat:user_dlts:"User 0 (DLT=147)","ieee1609dot2.data","0","","0",""';
const AT_ONCE = 2500;
const STRAY = 'Trailing stray characters';

export async function dissect(
  kind: string,
  count: number,
  seed: number,
  progress: (tried: number) => void = () => {},
): Promise<Dissected> {
  const began = performance.now();
  const codec = coer(plain(Ieee1609Dot2Data) as Type<unknown>);
  const bad: { hex: string; says: string }[] = [];
  const from = kind === EVERY_KIND ? fc.oneof(...Object.values(values)) : values[kind]!;
  let tried = 0;
  for (let chunk = 0; tried < count; chunk++) {
    const numRuns = Math.min(AT_ONCE, count - tried);
    const all = fc.sample(from, { seed: seed + chunk * 7919, numRuns });
    const octets = all.map((v) => codec.encode(v));
    for (const [i, line] of (await ask(octets)).entries()) {
      const [protocols, malformed, note, psids] = line.split('|');
      const read = psids ? psids.split(',').map(Number) : [];
      const said = psidsOf(all[i]);
      // What it says of a string with U+0000 in it, which X.680 allows: it shows such strings up to there.
      const marked = malformed || (note && !(note.split(',').every((n) => n === STRAY) && holdsNul(all[i])));
      const says =
        !protocols?.includes('ieee1609dot2') || marked
          ? line
          : read.join() === said.join()
            ? undefined
            : `PSIDs ${read.join()} for ${said.join()}`;
      if (says !== undefined) bad.push({ hex: toHex(octets[i]!), says });
    }
    tried += all.length;
    progress(tried);
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const dissected = tried - bad.length;
  return { kind, tried, dissected, disagreed: bad.length, unexplained: bad.slice(0, 200), seconds };
}

/** One line of fields for each frame. */
async function ask(all: readonly Uint8Array[]): Promise<readonly string[]> {
  const parts: Uint8Array[] = [];
  const pcap = writePcap({ linkType: LINK.user0 }, (octets) => parts.push(octets));
  for (const [i, octets] of all.entries()) pcap.write((1e12 + i) as Micros, octets);
  const folder = mkdtempSync(join(tmpdir(), 'interop-'));
  try {
    const file = join(folder, 'spdus.pcap');
    writeFileSync(file, Buffer.concat(parts));
    const names = ['frame.protocols', '_ws.malformed', '_ws.expert.message', 'ieee1609dot2.psid'];
    const fields = names.flatMap((name) => ['-e', name]);
    const run = spawn('tshark', ['-o', USER_0, '-r', file, '-T', 'fields', '-E', 'separator=|', ...fields]);
    const ended = new Promise<number | null>((resolve, reject) => {
      run.once('error', reject);
      run.once('close', resolve);
    });
    const [out, err, code] = await Promise.all([text(run.stdout), text(run.stderr), ended]);
    if (code !== 0) throw new Error(`tshark ended with ${code}: ${err}`);
    const lines = out.replace(/\n$/, '').split('\n');
    if (lines.length !== all.length) throw new Error(`tshark saw ${lines.length} of ${all.length} frames`);
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some(holdsNul);
}

/** What every member named psid holds, in the order of the encoding. */
function psidsOf(value: unknown): number[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([name, v]) => (name === 'psid' ? [v as number] : psidsOf(v)));
}
