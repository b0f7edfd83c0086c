/** Wireshark's dissector: 1609.2 data in a capture of link type 147 must come out of it without a malformed mark. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { Type } from '../../asn1/schema.ts';
import { LINK, writePcap } from '../../src/capture/pcap.ts';
import type { Micros } from '../../src/world.ts';
import { arbitrary } from '../arbitrary.ts';
import { plain } from '../asn1/plain.ts';
import { tsharkLimits } from './editions.ts';
import { narrow } from './narrow.ts';

export interface Dissected {
  readonly tried: number;
  readonly dissected: number;
  readonly unexplained: readonly { readonly hex: string; readonly says: string }[];
}

/** Why tshark cannot be asked here, or undefined where it can. */
export const tsharkMissing = (): string | undefined =>
  spawnSync('tshark', ['--version']).status === 0 ? undefined : 'tshark is not installed';

const USER_0 = 'uat:user_dlts:"User 0 (DLT=147)","ieee1609dot2.data","0","","0",""';

export function dissect(count: number, seed: number): Dissected {
  const codec = coer(plain(Ieee1609Dot2Data) as Type<unknown>);
  const values = fc.sample(arbitrary(narrow(Ieee1609Dot2Data, tsharkLimits)), { seed, numRuns: count });
  const all = values.map((v) => codec.encode(v));
  const parts: Uint8Array[] = [];
  const pcap = writePcap({ linkType: LINK.user0 }, (octets) => parts.push(octets));
  for (const [i, octets] of all.entries()) pcap.write((1e12 + i) as Micros, octets);
  const folder = mkdtempSync(join(tmpdir(), 'interop-'));
  try {
    const file = join(folder, 'spdus.pcap');
    writeFileSync(file, Buffer.concat(parts));
    const fields = ['frame.protocols', '_ws.malformed', '_ws.expert.message'].flatMap((name) => ['-e', name]);
    const run = spawnSync('tshark', ['-o', USER_0, '-r', file, '-T', 'fields', '-E', 'separator=|', ...fields], {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    if (run.status !== 0) throw new Error(`tshark ended with ${run.status}: ${run.stderr}`);
    const lines = run.stdout.trimEnd().split('\n');
    if (lines.length !== all.length) throw new Error(`tshark saw ${lines.length} of ${all.length} frames`);
    const bad = lines
      .map((says, i) => ({ says, hex: toHex(all[i]!) }))
      .filter(({ says }) => !/^[^|]*ieee1609dot2[^|]*\|\|$/.test(says));
    return { tried: all.length, dissected: all.length - bad.length, unexplained: bad };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
