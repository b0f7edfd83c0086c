/** A program: prints how many megabytes of old memory were taken while it read messages. With `young`, as our commands do. */
import { getHeapSpaceStatistics } from 'node:v8';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import { uper } from '../asn1/uper.ts';
import { request } from '../bench/material.ts';
import { allocateYoung } from '../src/heap.ts';

if (process.argv[2] === 'young') allocateYoung();
const frames = uper(MessageFrame);
const octets = request(1);
const kept = Array.from({ length: 60_000 }, () => frames.decode(octets));

const held = (): number => getHeapSpaceStatistics().find((s) => s.space_name === 'old_space')!.space_used_size;
let [taken, before] = [0, held()];
for (let n = 0; n < 400_000; n++) {
  frames.decode(octets);
  if (n % 1000 > 0) continue;
  const now = held();
  taken += Math.max(0, now - before);
  before = now;
}
if (kept.some((got) => !got.ok)) throw new Error('a message that we wrote ourselves was refused');
process.stdout.write(`${taken / 1e6}`);
