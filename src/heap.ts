/** How V8 keeps the memory of this process. */
import { setFlagsFromString } from 'node:v8';

/**
 * Has whatever is new made in young memory, which is collected in a millisecond or two. Else V8 guesses from what was kept
 * at first: a receiver reads certificates, which it keeps, and then messages by the same code, and a third of those would
 * be made in old memory, for pauses three times as long. Of use before the work begins; for the whole process.
 */
export function allocateYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
