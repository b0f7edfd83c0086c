/** A pipeline that answers by promise, for callers that wait for each verdict on its own. */
import { Pipeline, type PipelineOptions, type Settled } from './pipeline.ts';

type Answer = (verdict: Settled) => void;

export interface Asked {
  readonly pipeline: Pipeline<Answer>;
  /** The verdict over one SPDU. Never rejects. */
  verify(octets: Uint8Array, psid?: number, signal?: AbortSignal): Promise<Settled>;
}

export function ask(options: Omit<PipelineOptions<Answer>, 'settle'>): Asked {
  const pipeline = new Pipeline<Answer>({ ...options, settle: (verdict, answer) => answer(verdict) });
  return {
    pipeline,
    verify: (octets, psid, signal) => new Promise((answer) => pipeline.offer(octets, psid, answer, signal)),
  };
}
