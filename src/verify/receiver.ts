/** How frames off the air come to their verdicts: at once, on this thread; or through a pipeline, on all of them. */
import { unwrap } from '../net/wsm.ts';
import type { Established } from '../trust/chain.ts';
import { drop } from './drop.ts';
import { Pipeline, type PipelineOptions, type Settled } from './pipeline.ts';
import type { Judge } from './verifier.ts';

export interface Receiver {
  /** Takes a frame as it came from the air; it belongs to the receiver until its verdict. Never throws. */
  take(frame: Uint8Array): void;
  /** Whether a signer who was accepted has lost its rights since: it was revoked, or its root is trusted no longer. */
  lost(by: Established): boolean;
  /** Takes nothing more; resolves when each frame that was taken has its verdict. */
  close(): Promise<void>;
}
/** Makes a receiver that tells `settle` of each frame once. */
export type Receiving = (settle: (verdict: Settled, frame: Uint8Array) => void) => Receiver;

/** For simulated time, where verdicts take none; and for who hears a few messages a second. */
export function atOnce(judge: Judge): Receiving {
  return (settle) => ({
    take(frame) {
      const wsm = unwrap(frame);
      settle(wsm.ok ? judge.verify(wsm.data, wsm.psid) : { ...drop('notWsm'), sentence: wsm.sentence }, frame);
    },
    lost: (by) => judge.lost(by),
    close: () => Promise.resolve(),
  });
}

/**
 * For a unit on a road: whatever comes, requests and commands are judged first. Where `since` is not said, it is the moment
 * it is made, so that what may have been accepted before a restart is refused; -Infinity where nothing can have been. Make
 * it when the clock is right: one without a battery has to be set first. A RangeError as of `Pipeline`.
 */
export function pipelined(options: Omit<PipelineOptions<Uint8Array>, 'settle'>): Receiving {
  return (settle) => {
    const pipeline = new Pipeline<Uint8Array>({ ...options, since: options.since ?? options.clock.now(), settle });
    return {
      take: (frame) => pipeline.offerFrame(frame, frame),
      lost: (by) => pipeline.lost(by),
      close: () => pipeline.close(),
    };
  };
}
