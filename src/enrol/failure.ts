/** What goes wrong between a device and the service: refused there, or an answer that does not hold here. */
import { Refusal } from '../scms/refusal.ts';
import type { Answer, Refused } from '../scms/role.ts';

export class EnrolmentError extends Error {
  /** HTTP status and 1609.2.1 code, where the service refused; undefined where its answer was not accepted. */
  readonly refused: Refused | undefined;
  constructor(message: string, refused?: Refused) {
    super(message);
    this.name = 'EnrolmentError';
    this.refused = refused;
  }
}

/** The value of an answer, or an EnrolmentError with the code. */
export function granted<T>(answer: Answer<T>, what: string): T {
  if (answer.ok) return answer.value;
  const { status, code } = answer.refused;
  throw new EnrolmentError(`The service refused ${what} with ${code ?? status}.`, answer.refused);
}

/** Runs a check of what came back; a Refusal from it becomes an EnrolmentError. */
export function accepting<T>(what: string, check: () => T): T {
  try {
    return check();
  } catch (e) {
    if (e instanceof Refusal) throw new EnrolmentError(`${what} is not accepted: ${e.reason}.`);
    throw e;
  }
}

/** Ends the reading of an answer that does not hold. */
export function reject(why: string): never {
  throw new EnrolmentError(`The answer is not accepted: ${why}.`);
}
