/** Runs beside the fuzzer: when the same input has been running for a minute, says which and ends the process. */
import { threadId, workerData } from 'node:worker_threads';

/** Shared with the fuzzer: how many inputs were begun, the length of the last, its octets. */
const { head, octets } = workerData as { readonly head: Int32Array; readonly octets: Uint8Array };
const PATIENCE_S = 60;

let last = -1;
let still = 0;
setInterval(() => {
  const now = Atomics.load(head, 0);
  still = now === last ? still + 1 : 0;
  last = now;
  if (still < PATIENCE_S) return;
  const hex = Buffer.from(octets.subarray(0, head[1])).toString('hex');
  process.stderr.write(`thread ${threadId}: an input has run for ${PATIENCE_S} s: ${hex}\n`, () =>
    process.kill(process.pid, 'SIGKILL'),
  );
}, 1000);
