/** A thread of a crew: takes questions and answers them, as long as it is let. */
import { workerData } from 'node:worker_threads';
import { openssl } from '../crypto/openssl.ts';
import type { PublicKey } from '../crypto/provider.ts';
import { Slots } from './slots.ts';

/** Looks for more so many times, some microseconds in all, before it sleeps: to be woken takes longer. */
const LOOKS = 200;

const { memory, keys } = workerData as { memory: SharedArrayBuffer; keys: number };
const slots = new Slots(memory, keys);
/** By number; made on the first use, and anew where the number is another key's. */
const held: (PublicKey | undefined)[] = new Array<undefined>(keys).fill(undefined);
const editions = new Int32Array(keys);

function keyOf(number: number): PublicKey | undefined {
  const edition = slots.edition(number);
  if (held[number] === undefined || editions[number] !== edition) {
    const { curve, uncompressed } = slots.keyAt(number);
    held[number] = openssl.publicKey(curve, uncompressed);
    editions[number] = edition;
  }
  return held[number];
}

for (let looks = 0; ; looks++) {
  const slot = slots.take();
  if (slot !== undefined) {
    const { hash, message, signature } = slots.question(slot);
    const key = keyOf(slots.key(slot));
    slots.answer(slot, key !== undefined && openssl.verify(key, hash, message, signature));
    looks = 0;
  } else if (looks > LOOKS) {
    slots.sleep();
    looks = 0;
  }
}
