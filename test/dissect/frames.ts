/** Frames for the tests of `dissect`, made here or found beside the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import { ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';

const vectors = new URL('../../../shared/vectors/', import.meta.url);
export const absent = existsSync(vectors) ? '' : ' (skipped: no vectors beside the project)';

export interface Found {
  readonly file: string;
  readonly name: string;
  readonly member: string;
  readonly octets: Uint8Array;
}
/** Every string of hex in a folder of vectors. */
export function found(folder: string): Found[] {
  if (absent) return [];
  const all: Found[] = [];
  const take = (value: unknown, file: string, name: string, member: string): void => {
    if (typeof value === 'string') {
      if (/^([0-9a-f]{2}){4,}$/i.test(value))
        all.push({ file, name, member, octets: new Uint8Array(Buffer.from(value, 'hex')) });
    } else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value))
        take(part, file, String((value as { id?: unknown }).id ?? name), /^\d+$/.test(key) ? member : key);
  };
  const dir = new URL(`${folder}/`, vectors);
  for (const file of readdirSync(dir).filter((f) => f.endsWith('.json')))
    take(JSON.parse(readFileSync(new URL(file, dir), 'utf8')), file, '', '');
  return all;
}

export const status = uper(MessageFrame).encode({
  tag: 'SignalStatusMessage',
  value: {
    second: 54_000,
    status: [
      {
        sequenceNumber: 7,
        id: { id: 1044 },
        sigStatus: [{ inboundOn: { tag: 'lane', value: 3 }, status: 'granted' }],
      },
    ],
  },
} as Parameters<ReturnType<typeof uper<typeof MessageFrame>>['encode']>[0]);
export const unsecured = coer(Ieee1609Dot2Data).encode({
  protocolVersion: 3,
  content: { tag: 'unsecuredData', value: status },
});
export const wsm = uper(ShortMsgNpdu).encode({
  subtype: { tag: 'nullNetworking', value: { version: 3 } },
  transport: { tag: 'bcMode', value: { addrInfo: { tag: 'content', value: 0x20 } } },
  body: unsecured,
} as Parameters<ReturnType<typeof uper<typeof ShortMsgNpdu>>['encode']>[0]);
