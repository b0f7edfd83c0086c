/** One run on simulated time, watched from outside and counted. */
import type { Controller } from '../roadside/controller.ts';
import type { StatusLine } from '../roadside/request.ts';
import type { Outcome } from '../roadside/unit.ts';
import { unwrap } from '../src/net/wsm.ts';
import { PSID } from '../src/verify/profile.ts';
import type { Judge } from '../src/verify/verifier.ts';
import type { Log, Micros } from '../src/world.ts';
import { AMBULANCE, type Answers, castAmbulance, castCars, castCenter, castImpostors, castUnit, UNIT } from './cast.ts';
import type { Sent } from './radio.ts';
import { type Setting, Stage } from './stage.ts';
import type { Attack, Tally } from './tally.ts';
import type { Trip } from './vehicle.ts';

/** Who wants to see a run from outside. Nothing they do changes it. */
export interface Watch {
  readonly sent?: (sent: Sent) => void;
  readonly outcome?: (at: Micros, outcome: Outcome, attack: Attack | undefined) => void;
  readonly second?: (view: View) => void;
  /** May put itself between the unit and its verifier, to measure. */
  readonly verifier?: (verifier: Judge) => Judge;
  readonly log?: Log;
}
export interface View {
  readonly seconds: number;
  readonly tally: Tally;
  readonly controller: Controller;
  readonly requests: readonly StatusLine[];
  readonly ambulance:
    | { readonly metres: number; readonly speed: number; readonly status: string | undefined }
    | undefined;
  readonly violations: number;
}
export interface Run {
  readonly tally: Tally;
  readonly ambulance: Trip | undefined;
  /** Mean over all others on the road of the time lost against free flow, up to the end of the run. */
  readonly othersDelaySeconds: number;
  readonly answers: Readonly<Answers>;
  readonly violations: number;
}

const STEP_SECONDS = 0.1;

export function runWorld(setting: Setting, priority: boolean, watch: Watch = {}): Run {
  const stage = new Stage(setting, watch.log);
  const { events, tally, traffic, controller, monitor } = stage;
  stage.medium.tap((sent) => {
    const kind = kindOf(sent);
    if (kind) tally.message(kind);
    watch.sent?.(sent);
  });
  const judge = stage.verifier(setting.profiles);
  const { unit, desk } = castUnit(stage, priority, watch.verifier?.(judge) ?? judge);
  const impostors = castImpostors(stage);
  unit.onOutcome((outcome, frame) => {
    const attack = tally.outcome(outcome, frame);
    watch.outcome?.(events.now(), outcome, attack);
    if (!attack && (outcome.kind === 'request' || outcome.kind === 'order')) impostors.overheard(frame);
  });
  castCars(stage);
  let status: string | undefined;
  castAmbulance(stage, (said) => {
    status = said;
  });
  const answers = castCenter(stage);

  let trip: Trip | undefined;
  traffic.onLeave((left) => {
    if (left.id === AMBULANCE) trip = left;
  });
  const lost = new Losses(stage);
  events.every(STEP_SECONDS, () => {
    stage.drive();
    tally.status(desk.status());
    lost.step();
  });
  unit.start();

  const { start, seconds: planned } = setting;
  for (let seconds = 1; seconds <= planned || (!trip && seconds <= planned * 1.5); seconds++) {
    events.runUntil(start + seconds * 1e6);
    const pose = traffic.pose(AMBULANCE);
    const ambulance = pose && { metres: pose.metresToStopLine, speed: pose.speed, status };
    watch.second?.({ seconds, tally, controller, requests: desk.status(), ambulance, violations: monitor.count });
  }
  monitor.finish(events.now());
  return { tally, ambulance: trip, othersDelaySeconds: lost.mean, answers, violations: monitor.count };
}

/** Time that everyone but the ambulance loses against driving freely, within the planned length of the run. */
class Losses {
  readonly #stage: Stage;
  readonly #limits: ReadonlyMap<string, number>;
  readonly #seconds = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#limits = new Map(stage.streets.map((s) => [s.path.id, s.path.speedLimit]));
  }
  step(): void {
    const { events, setting, traffic } = this.#stage;
    if (events.now() > setting.start + setting.seconds * 1e6) return;
    for (const { id, speed, path } of traffic.poses()) {
      if (id === AMBULANCE) continue;
      const share = Math.max(0, 1 - speed / this.#limits.get(path)!);
      this.#seconds.set(id, (this.#seconds.get(id) ?? 0) + STEP_SECONDS * share);
    }
  }
  get mean(): number {
    const all = [...this.#seconds.values()];
    return all.reduce((sum, s) => sum + s, 0) / Math.max(1, all.length);
  }
}

const KINDS: ReadonlyMap<number, string> = new Map([
  [PSID.bsm, 'BSM'],
  [PSID.srm, 'SRM'],
  [PSID.ssm, 'SSM'],
  [PSID.spat, 'SPaT'],
  [PSID.map, 'MAP'],
]);
function kindOf({ frame, from }: Sent): string | undefined {
  const wsm = unwrap(frame);
  if (!wsm.ok) return undefined;
  if (wsm.psid === PSID.tmc) return from === UNIT ? 'acknowledgement' : 'command';
  return KINDS.get(wsm.psid);
}
