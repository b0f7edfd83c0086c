/** How old a request may be, and how far its sender's clock may be ahead of ours. */
import { fromTime32 } from '../time.ts';
import type { Micros } from '../world.ts';
import { type Cause, refuse } from './refusal.ts';

const AHEAD_MICROS = 60e6;
const MAX_AGE_MICROS = 600e6;

/** Refuses a request whose generationTime (Time32) lies ahead, or, for the cause given, too far back. */
export function checkAge(now: Micros, generationTime: number, tooOld: Cause): void {
  const age = now - fromTime32(generationTime);
  if (age < -AHEAD_MICROS) refuse('generationTimeInFuture', `generationTime is ${-age / 1e6} s ahead`);
  if (age > MAX_AGE_MICROS) refuse(tooOld, `generationTime is ${age / 1e6} s back`);
}
