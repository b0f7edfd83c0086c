/** Who takes part in a run, and when: the unit and its center, cars, the ambulance, and those who wish it ill. */
import { Desk } from '../roadside/desk.ts';
import type { Intersection } from '../roadside/intersection.ts';
import { siteOf } from '../roadside/locate.ts';
import { deskDefaults } from '../roadside/policy.ts';
import type { Group } from '../roadside/spat.ts';
import { RoadsideUnit } from '../roadside/unit.ts';
import { Center } from '../src/tmc/center.ts';
import { atOnce } from '../src/verify/receiver.ts';
import type { Judge } from '../src/verify/verifier.ts';
import type { Motion } from '../vehicles/sensors.ts';
import { VehicleUnit } from '../vehicles/unit.ts';
import type { Chance } from './chance.ts';
import { DRIVERS } from './driver.ts';
import { Impostors } from './impostors.ts';
import { layOut } from './road.ts';
import type { Stage } from './stage.ts';
import type { Street } from './streets.ts';

export const AMBULANCE = 'ambulance-1';
export const UNIT = 'rsu';

export function castUnit(
  stage: Stage,
  priority: boolean,
  judge: Judge,
): { readonly unit: RoadsideUnit; readonly desk: Desk } {
  const { controller, setting } = stage;
  const { intersection, fleet, mapOctets } = setting;
  const desk = new Desk({ ...deskDefaults, intersection: intersection.id, site: siteOf(intersection) });
  const unit = new RoadsideUnit({
    world: stage.world(UNIT, () => ({ x: 0, y: 0 })),
    holder: fleet.rsu,
    receiving: atOnce(judge),
    intersection: intersection.id,
    map: mapOctets,
    revision: intersection.revision,
    groups: groupsOf(intersection),
    ...{ controller, desk, priority },
  });
  return { unit, desk };
}

/** The signal groups of the MAP with the phases behind them, for SPaT. */
function groupsOf({ phaseOf, walks, movements }: Intersection): Group[] {
  const permissive = (group: number): boolean => movements.some((m) => m.signalGroup === group && m.permissive);
  const groups = new Map<number, Group>();
  for (const [signalGroup, phase] of phaseOf)
    groups.set(signalGroup, { signalGroup, phase, kind: 'vehicle', permissive: permissive(signalGroup) });
  // A crosswalk that shares the number of a vehicle group is told by it.
  for (const { signalGroup, phase } of walks)
    if (!groups.has(signalGroup))
      groups.set(signalGroup, { signalGroup, phase, kind: 'pedestrian', permissive: false });
  return [...groups.values()].sort((a, b) => a.signalGroup - b.signalGroup);
}

/** Cars of the fleet with radios, others without, each on a street and at a moment of chance. */
export function castCars(stage: Stage): void {
  const { fleet, bystanders, seconds } = stage.setting;
  const draw = stage.chance('traffic');
  const { lengthMetres } = DRIVERS.car;
  for (const [i, pseudonyms] of fleet.cars.entries()) {
    const id = `car-${String(i + 1).padStart(2, '0')}`;
    const unit = new VehicleUnit({
      world: stage.aboard(id),
      body: { lengthMetres, widthMetres: 1.9 },
      motion: () => stage.motion(id),
      pseudonyms,
      pseudonymPolicy: { leastSeconds: 40 },
    });
    unit.start();
    appear(stage, draw, id, seconds * 0.6);
  }
  for (let i = 0; i < bystanders; i++) appear(stage, draw, `other-${i}`, seconds * 0.8);
}
function appear({ events, traffic, streets }: Stage, draw: Chance, id: string, within: number): void {
  const { path } = draw.pick(streets);
  events.after(draw.between(0.5, within), () => traffic.spawn({ id, path: path.id, kind: 'car' }));
}

/** The ambulance, from a side street where there is one: that is where it would wait. `answer` is told what SSM says. */
export function castAmbulance(stage: Stage, answer: (status: string) => void): void {
  const { fleet, seconds } = stage.setting;
  const straight = stage.streets.filter((s) => s.movement.maneuver === 'straight');
  const aside = straight.filter((s) => [3, 4, 7, 8].includes(s.phase));
  const way = stage.chance('ambulance').pick([aside, straight, stage.streets].find((list) => list.length > 0)!);
  const unit = new VehicleUnit({
    world: stage.aboard(AMBULANCE),
    body: { lengthMetres: DRIVERS.emergency.lengthMetres, widthMetres: 2.2 },
    motion: () => stage.motion(AMBULANCE),
    pseudonyms: fleet.ambulance.pseudonyms,
    priority: {
      vehicle: { tag: 'entityID', value: Uint8Array.of(0xa3, 0x17, 0x04, 0x01) },
      role: 'ambulance',
      importance: 14,
      fromMetres: 400,
      holder: fleet.ambulance.identification,
      verifier: stage.verifier(),
      onDuty: () => true,
      egress: () => way.movement.to.id,
    },
  });
  unit.onHeard((heard) => {
    if (heard.kind === 'status') answer(heard.status);
  });
  unit.start();
  stage.events.after(seconds * 0.22, () =>
    stage.traffic.spawn({ id: AMBULANCE, path: way.path.id, kind: 'emergency' }),
  );
}

/** Seconds into the run, what the center wants, and why. The third asks for too long, the fourth for more than it may. */
const ORDERS = [
  [6, { tag: 'setPattern', value: 1 }, 'afternoon peak'],
  [70, { tag: 'call', value: { phases: { octets: Uint8Array.of(0xff), length: 8 }, seconds: 1 } }, 'detector check'],
  [80, { tag: 'hold', value: { phases: { octets: Uint8Array.of(0x44), length: 8 }, seconds: 3600 } }, 'parade'],
  [90, { tag: 'flash', value: null }, 'maintenance'],
  [100, { tag: 'free', value: null }, 'end of peak'],
] as const;

export interface Answers {
  acknowledged: number;
  refused: number;
}
/** The center, whose commands go by the same air to a unit within earshot. Counts its answers as they come. */
export function castCenter(stage: Stage): Answers {
  const { fleet, intersection } = stage.setting;
  const center = new Center({
    world: stage.world('tmc', () => ({ x: -10, y: 5 })),
    holder: fleet.center,
    verifier: stage.verifier(),
    operator: 'desk 4',
  });
  const answers: Answers = { acknowledged: 0, refused: 0 };
  center.onAcknowledgement(({ result }) => {
    if (result.startsWith('rejected')) answers.refused++;
    else answers.acknowledged++;
  });
  for (const [at, action, reason] of ORDERS)
    stage.events.after(at, () => center.command({ ...intersection.id }, action, reason));
  return answers;
}

export function castImpostors(stage: Stage): Impostors {
  const { setting, tally, streets } = stage;
  const { fleet, map } = setting;
  // The world of the impostors has no radio of its own: each of them joins the air by its name.
  const { clock, timers, crypto, keys } = stage.world('impostors', () => ({ x: 30, y: 30 }));
  const impostors = new Impostors(
    {
      ...{ clock, timers, crypto, keys, map },
      random: stage.random('attacks'),
      radio: (name) => stage.medium.join(name, () => ({ x: 30, y: 30 })),
      attack: (kind, frame) => tally.attack(kind, frame),
      pose: standingBy(stage, streets[0]!),
    },
    { pseudonym: fleet.cars[0]![1]!, bus: fleet.bus, retired: fleet.retired },
  );
  impostors.start();
  return impostors;
}
/** On the drawn part of a street, at 12 m/s towards its stop line. */
function standingBy(stage: Stage, { path }: Street): Motion {
  const { x, y, heading } = layOut(path, 0).place(-Math.min(60, path.stopAt * 0.6));
  return {
    ...stage.globe({ x, y }),
    speedMetresPerSecond: 12,
    headingDegrees: heading,
    accelerationMetresPerSecond2: 0,
  };
}
