/** Several radios as one: a unit beside the road speaks over the air and to its center, and need not know which is which. */
import type { Radio } from '../world.ts';

/** Sends on each, hears all. Frames are not passed on from one to the other. */
export function join(...radios: readonly Radio[]): Radio {
  return {
    send(frame) {
      for (const radio of radios) radio.send(frame);
    },
    receive(listener) {
      for (const radio of radios) radio.receive(listener);
    },
  };
}
