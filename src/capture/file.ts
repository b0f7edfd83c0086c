/** Appends octets to a file. Writes are synchronous: a simulation that never yields must not pile its run up in memory. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface FileSink {
  write(octets: Uint8Array): void;
  /** Hands what is held to the operating system. */
  flush(): void;
  close(): void;
}

const HELD_OCTETS_MAX = 65_536;

/** Opens (and empties) a file. Throws the system's error where it cannot be written. */
export function openFile(path: string): FileSink {
  const file = openSync(path, 'w');
  const held = new Uint8Array(HELD_OCTETS_MAX);
  let length = 0;
  let open = true;
  const put = (octets: Uint8Array): void => {
    for (let done = 0; done < octets.length; ) done += writeSync(file, octets, done);
  };
  const flush = (): void => {
    if (length > 0) put(held.subarray(0, length));
    length = 0;
  };
  return {
    write(octets) {
      if (!open) throw new Error(`${path} is closed: nothing more can be written to it`);
      if (length + octets.length > held.length) flush();
      if (octets.length > held.length) return put(octets);
      held.set(octets, length);
      length += octets.length;
    },
    flush,
    close() {
      if (!open) return;
      flush();
      open = false;
      closeSync(file);
    },
  };
}
