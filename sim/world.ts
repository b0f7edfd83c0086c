/** One run: an intersection with its unit, a center, cars, an ambulance and those who wish it ill, on simulated time. */
import type { MapData } from '../asn1/j2735/map.ts';
import { Controller } from '../roadside/controller.ts';
import { Desk } from '../roadside/desk.ts';
import type { Intersection } from '../roadside/intersection.ts';
import { siteOf } from '../roadside/locate.ts';
import { Monitor } from '../roadside/monitor.ts';
import { usualRecall } from '../roadside/plan.ts';
import { deskDefaults } from '../roadside/policy.ts';
import type { StatusLine } from '../roadside/request.ts';
import { phasesIn } from '../roadside/rings.ts';
import type { Group } from '../roadside/spat.ts';
import type { TimingPlan } from '../roadside/timing.ts';
import { type Outcome, RoadsideUnit } from '../roadside/unit.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { toGlobal } from '../src/map/geometry.ts';
import { unwrap } from '../src/net/wsm.ts';
import { Center } from '../src/tmc/center.ts';
import { around } from '../src/trust/region.ts';
import { Revocations } from '../src/trust/revocation.ts';
import { TrustStore } from '../src/trust/store.ts';
import { takeCrl } from '../src/verify/crl.ts';
import { PSID } from '../src/verify/profile.ts';
import { type Judge, Verifier } from '../src/verify/verifier.ts';
import { type Log, type Micros, silent } from '../src/world.ts';
import type { Motion } from '../vehicles/sensors.ts';
import { VehicleUnit } from '../vehicles/unit.ts';
import { chance, seeded } from './chance.ts';
import { DRIVERS } from './driver.ts';
import { Events } from './events.ts';
import type { Fleet } from './fleet.ts';
import { Impostors } from './impostors.ts';
import { Medium, type Sent } from './radio.ts';
import { lampOf, type Street, streetsOf } from './streets.ts';
import { type Attack, Tally } from './tally.ts';
import { Traffic } from './traffic.ts';
import type { Trip } from './vehicle.ts';

export interface Setting {
  readonly crypto: CryptoProvider;
  readonly seed: string;
  readonly start: Micros;
  /** Length of the run; a run goes on until the ambulance is through, and at most half as long again. */
  readonly seconds: number;
  readonly fleet: Fleet;
  readonly intersection: Intersection;
  readonly map: MapData;
  /** UPER of its MessageFrame. */
  readonly mapOctets: Uint8Array;
  readonly plan: TimingPlan;
  /** Vehicles without a radio beside those of the fleet. */
  readonly bystanders: number;
}
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
  readonly answers: { readonly acknowledged: number; readonly refused: number };
  readonly violations: number;
}

const STEP_SECONDS = 0.1;
const OFF_THE_ROAD = { x: 1e7, y: 1e7 };
const FROM_METRES = 450;
const AMBULANCE = 'ambulance-1';

export function runWorld(setting: Setting, priority: boolean, watch: Watch = {}): Run {
  const { crypto, seed, fleet, intersection, map, plan, start } = setting;
  const events = new Events(start);
  // One stream of chance for each purpose: what attackers draw does not move the cars.
  const draw = (purpose: string) => chance(seeded(`${seed} ${purpose}`));
  const tally = new Tally();
  const violations = new Monitor({ plan, physical: intersection.physical, maxPresence: 300, slack: 0.3 }, start);
  const record = { record: (event: Parameters<Monitor['see']>[0]) => violations.see(event) };
  const recall = usualRecall(intersection);
  const controller = new Controller({ plan, physical: intersection.physical, local: 'free', recall, ...record }, start);

  const streets = streetsOf(intersection);
  const byMovement = new Map(streets.map((s) => [s.path.movement, s]));
  const signal = (movement: string) => lampOf(byMovement.get(movement)!, controller.readBack());
  const traffic = new Traffic({
    clock: events,
    paths: streets.map((s) => s.path),
    signal,
    upstreamMetres: FROM_METRES,
  });
  const medium = new Medium({ world: events, chance: draw('air') });
  medium.tap((sent) => {
    const kind = kindOf(sent);
    if (kind) tally.message(kind);
    watch.sent?.(sent);
  });

  const here = { latitude: intersection.refPoint.lat, longitude: intersection.refPoint.long };
  const verifier = (): Verifier => {
    const store = new TrustStore({ crypto, map: around(here, 50_000, COUNTRY) });
    const revocations = new Revocations(crypto);
    const { root, ica, aca, ma } = fleet.authorities;
    store.addAnchor(root.record);
    for (const { record } of [ica, aca, ma]) store.addAuthority(record);
    const place = () => here;
    const refused = takeCrl({ crypto, clock: events, store, revocations, place }, fleet.crl);
    if (refused) throw new Error(`the CRL is refused: ${refused.sentence}`);
    return new Verifier({ crypto, clock: events, store, revocations, place });
  };
  const common = { clock: events, timers: events, crypto, keys: fleet.keys, log: watch.log ?? silent };

  const desk = new Desk({ ...deskDefaults, intersection: intersection.id, site: siteOf(intersection) });
  const unit = new RoadsideUnit({
    world: { ...common, radio: medium.join('rsu', () => ({ x: 0, y: 0 })) },
    holder: fleet.rsu,
    verifier: watch.verifier?.(verifier()) ?? verifier(),
    intersection: intersection.id,
    map: setting.mapOctets,
    revision: intersection.revision,
    groups: groupsOf(intersection),
    controller,
    desk,
    priority,
  });

  const impostors = new Impostors(
    {
      ...common,
      random: seeded(`${seed} impostors`),
      radio: (name) => medium.join(name, () => ({ x: 30, y: 30 })),
      attack: (kind, frame) => tally.attack(kind, frame),
      map,
      pose: standingBy(intersection, streets[0]!),
    },
    { pseudonym: fleet.cars[0]![1]!, bus: fleet.bus, retired: fleet.retired },
  );
  unit.onOutcome((outcome, frame) => {
    const attack = tally.outcome(outcome, frame);
    watch.outcome?.(events.now(), outcome, attack);
    if (!attack && (outcome.kind === 'request' || outcome.kind === 'order')) impostors.overheard(frame);
  });

  const motionOf = (id: string) => (): Motion | undefined => {
    const pose = traffic.pose(id);
    if (!pose) return undefined;
    const { lat, long } = toGlobal(intersection.refPoint, { east: pose.x, north: pose.y });
    return {
      latitude: lat,
      longitude: long,
      elevation: 1600,
      speedMetresPerSecond: pose.speed,
      headingDegrees: pose.heading,
      accelerationMetresPerSecond2: pose.acceleration,
    };
  };
  const join = (id: string) => medium.join(id, () => traffic.pose(id) ?? OFF_THE_ROAD);
  const drives = draw('traffic');
  for (const [i, pseudonyms] of fleet.cars.entries()) {
    const id = `car-${String(i + 1).padStart(2, '0')}`;
    const body = { lengthMetres: DRIVERS.car.lengthMetres, widthMetres: 1.9 };
    const world = { ...common, random: seeded(`${seed} ${id}`), radio: join(id) };
    new VehicleUnit({ world, body, motion: motionOf(id), pseudonyms, pseudonymPolicy: { leastSeconds: 40 } }).start();
    spawn(events, traffic, drives, streets, id, setting.seconds * 0.6);
  }
  for (let i = 0; i < setting.bystanders; i++)
    spawn(events, traffic, drives, streets, `other-${i}`, setting.seconds * 0.8);

  const way = ambulanceWay(streets, draw('ambulance'));
  const emergency = new VehicleUnit({
    world: { ...common, random: seeded(`${seed} ${AMBULANCE}`), radio: join(AMBULANCE) },
    body: { lengthMetres: DRIVERS.emergency.lengthMetres, widthMetres: 2.2 },
    motion: motionOf(AMBULANCE),
    pseudonyms: fleet.ambulance.pseudonyms,
    priority: {
      vehicle: { tag: 'entityID', value: Uint8Array.of(0xa3, 0x17, 0x04, 0x01) },
      role: 'ambulance',
      importance: 14,
      fromMetres: 400,
      holder: fleet.ambulance.identification,
      verifier: verifier(),
      onDuty: () => true,
      egress: () => way.movement.to.id,
    },
  });
  let answered: string | undefined;
  emergency.onHeard((heard) => {
    if (heard.kind === 'status') answered = heard.status;
  });
  emergency.start();
  events.after(setting.seconds * 0.22, () => traffic.spawn({ id: AMBULANCE, path: way.path.id, kind: 'emergency' }));

  const answers = { acknowledged: 0, refused: 0 };
  const center = new Center({
    world: { ...common, random: seeded(`${seed} center`), radio: medium.join('tmc', () => ({ x: -10, y: 5 })) },
    holder: fleet.center,
    verifier: verifier(),
    operator: 'desk 4',
  });
  center.onAcknowledgement(({ result }) => {
    if (result.startsWith('rejected')) answers.refused++;
    else answers.acknowledged++;
  });
  for (const [at, action, reason] of ORDERS) {
    const target = { region: intersection.id.region, id: intersection.id.id };
    events.after(at, () => center.command(target, action, reason));
  }

  let trip: Trip | undefined;
  const lost = new Map<string, number>();
  traffic.onLeave((left) => {
    if (left.id === AMBULANCE) trip = left;
  });
  let seconds = 0;
  events.every(STEP_SECONDS, () => {
    traffic.advance();
    const called = traffic.detected(30);
    for (const phase of new Set(streets.map((s) => s.phase)))
      controller.detect(
        phase,
        streets.some((s) => s.phase === phase && called.has(s.path.movement)),
        events.now(),
      );
    tally.status(desk.status());
    if (seconds > setting.seconds) return;
    for (const { id, speed, path } of traffic.poses())
      if (id !== AMBULANCE)
        lost.set(id, (lost.get(id) ?? 0) + STEP_SECONDS * Math.max(0, 1 - speed / limits.get(path)!));
  });
  const limits = new Map(streets.map((s) => [s.path.id, s.path.speedLimit]));
  unit.start();
  impostors.start();
  while (seconds < setting.seconds || (!trip && seconds < setting.seconds * 1.5)) {
    events.runUntil(start + ++seconds * 1e6);
    const pose = traffic.pose(AMBULANCE);
    watch.second?.({
      seconds,
      tally,
      controller,
      requests: desk.status(),
      ambulance: pose && { metres: pose.metresToStopLine, speed: pose.speed, status: answered },
      violations: violations.count,
    });
  }
  violations.finish(events.now());
  const others = [...lost.values()];
  return {
    tally,
    ambulance: trip,
    othersDelaySeconds: others.reduce((sum, s) => sum + s, 0) / Math.max(1, others.length),
    answers,
    violations: violations.count,
  };
}

/** The country the simulated unit stands in (UN M49), whatever the MAP says of it. */
const COUNTRY = 840;

/** Seconds into the run, what the center wants, and why. The third asks for too long, the fourth for more than it may. */
const ORDERS = [
  [6, { tag: 'setPattern', value: 1 }, 'afternoon peak'],
  [70, { tag: 'call', value: { phases: { octets: Uint8Array.of(0xff), length: 8 }, seconds: 1 } }, 'detector check'],
  [80, { tag: 'hold', value: { phases: { octets: Uint8Array.of(0x44), length: 8 }, seconds: 3600 } }, 'parade'],
  [90, { tag: 'flash', value: null }, 'maintenance'],
  [100, { tag: 'free', value: null }, 'end of peak'],
] as const;

function spawn(
  events: Events,
  traffic: Traffic,
  draw: ReturnType<typeof chance>,
  streets: readonly Street[],
  id: string,
  within: number,
): void {
  const street = draw.pick(streets);
  events.after(draw.between(0.5, within), () => traffic.spawn({ id, path: street.path.id, kind: 'car' }));
}

/** Straight on, and from the side street if there is one: that is where it would wait. */
function ambulanceWay(streets: readonly Street[], draw: ReturnType<typeof chance>): Street {
  const straight = streets.filter((s) => s.movement.maneuver === 'straight');
  const aside = straight.filter((s) => [3, 4, 7, 8].includes(s.phase));
  return draw.pick(aside.length > 0 ? aside : straight.length > 0 ? straight : streets);
}

function groupsOf({ phaseOf, walks, movements }: Intersection): Group[] {
  const permissive = (group: number): boolean => movements.some((m) => m.signalGroup === group && m.permissive);
  const vehicles = [...phaseOf].map(
    ([signalGroup, phase]): Group => ({ signalGroup, phase, kind: 'vehicle', permissive: permissive(signalGroup) }),
  );
  const pedestrians = walks.map(
    ({ signalGroup, phase }): Group => ({ signalGroup, phase, kind: 'pedestrian', permissive: false }),
  );
  // A crosswalk that shares the number of a vehicle group is told by it.
  const known = new Set(vehicles.map((g) => g.signalGroup));
  return [...vehicles, ...pedestrians.filter((g) => !known.has(g.signalGroup) && known.add(g.signalGroup))].sort(
    (a, b) => a.signalGroup - b.signalGroup,
  );
}

/** 60 m before the stop line of a street, at 12 m/s towards it. */
function standingBy(intersection: Intersection, { movement }: Street): Motion {
  const stop = movement.from.line[0]!;
  const angle = (movement.heading * Math.PI) / 180;
  const at = { east: stop.east - Math.sin(angle) * 60, north: stop.north - Math.cos(angle) * 60 };
  const { lat, long } = toGlobal(intersection.refPoint, at);
  return {
    latitude: lat,
    longitude: long,
    elevation: 1600,
    speedMetresPerSecond: 12,
    headingDegrees: movement.heading,
    accelerationMetresPerSecond2: 0,
  };
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
  if (wsm.psid === PSID.tmc) return from === 'rsu' ? 'acknowledgement' : 'command';
  return KINDS.get(wsm.psid);
}

/** Phases that show green, for whoever draws the lamps. */
export const greensOf = (controller: Controller): number[] => phasesIn(controller.readBack().greens);
