/** The real MAPs of the shared vectors, decoded; empty where they are not there. */
import { existsSync, readFileSync } from 'node:fs';
import { fromHex } from '../../asn1/hex.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { MapData } from '../../asn1/j2735/map.ts';
import { uper } from '../../asn1/uper.ts';

export const mapFile = '../shared/vectors/roadside/map.json';
export const maps: readonly { readonly id: string; readonly map: MapData }[] = existsSync(mapFile)
  ? JSON.parse(readFileSync(mapFile, 'utf8')).items.map(({ id, hex }: { id: string; hex: string }) => {
      const frame = uper(MessageFrame).read(fromHex(hex));
      if (frame.tag !== 'MapData') throw new Error(`${id} is no MAP`);
      return { id, map: frame.value };
    })
  : [];
