/** What the parts of P2PCD share, each of which takes as much of it as it needs. */

import type { Rate } from '../rate.ts';
import type { Revocations } from '../trust/revocation.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Clock, Radio, Random, Timers } from '../world.ts';
import type { Tally } from './metrics.ts';
import type { Policy } from './policy.ts';

export interface Context {
  readonly policy: Policy;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly radio: Radio;
  readonly random: Random;
  readonly store: TrustStore;
  readonly revocations: Revocations | undefined;
  readonly tally: Tally;
  /** Of responses with a certificate, whatever their way. */
  readonly responses: Rate;
}
