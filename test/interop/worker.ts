/** One of the threads that share the subjects: asked for one, it answers with what came out, counting as it goes. */
import { parentPort } from 'node:worker_threads';
import { missing, Peer, type PeerName } from './peer.ts';
import { type Outcome, run } from './run.ts';
import { SUBJECTS } from './subjects.ts';
import { type Dissected, dissect } from './tshark.ts';

/** A subject by its index in SUBJECTS, or a kind of data for tshark by its name. */
export type Job = { readonly subject: number } | { readonly kind: string };
export type Order = { readonly job: Job; readonly count: number; readonly seed: number };
export type Report =
  | { readonly tried: number }
  | { readonly outcome: Outcome }
  | { readonly dissected: Dissected }
  | { readonly failed: string };

const peers = new Map<PeerName, Peer>();
function peerOf(name: PeerName): Peer {
  const why = missing(name);
  if (why) throw new Error(why);
  const peer = peers.get(name) ?? new Peer(name);
  peers.set(name, peer);
  return peer;
}
const report = (r: Report): void => parentPort!.postMessage(r);

parentPort!.on('message', async (order: Order | 'stop') => {
  if (order === 'stop') {
    for (const peer of peers.values()) peer.stop();
    parentPort!.close();
    return;
  }
  const { job, count, seed } = order;
  try {
    if ('kind' in job) report({ dissected: await dissect(job.kind, count, seed, (tried) => report({ tried })) });
    else {
      const subject = SUBJECTS[job.subject]!;
      report({ outcome: await run(subject, peerOf(subject.peer), count, seed, (tried) => report({ tried })) });
    }
  } catch (e) {
    report({ failed: e instanceof Error ? (e.stack ?? e.message) : String(e) });
  }
});
