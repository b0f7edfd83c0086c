/** What this process holds once all that can be let go of is gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function collected(): NodeJS.MemoryUsage {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Twice: what a finalizer lets go of, and octets that the first one found to be free, are gone with the second one.
  collect();
  collect();
  return process.memoryUsage();
}
