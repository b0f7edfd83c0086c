/** The built-in intersection on this machine's own time: the units of a run of `sim`, with whatever radio they are given. */

import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinMap } from '../../roadside/builtin.ts';
import { Controller } from '../../roadside/controller.ts';
import { Desk } from '../../roadside/desk.ts';
import { readMap } from '../../roadside/intersection.ts';
import { siteOf } from '../../roadside/locate.ts';
import { Monitor } from '../../roadside/monitor.ts';
import { defaultPlan, usualRecall } from '../../roadside/plan.ts';
import { deskDefaults } from '../../roadside/policy.ts';
import { RoadsideUnit } from '../../roadside/unit.ts';
import { type Fleet, raiseFleet } from '../../sim/fleet.ts';
import type { Checker } from '../../src/crypto/checker.ts';
import { openssl as crypto } from '../../src/crypto/openssl.ts';
import { systemRandom as random } from '../../src/crypto/random.ts';
import { toGlobal } from '../../src/map/geometry.ts';
import { systemBackground, systemClock, systemTimers } from '../../src/system.ts';
import { Center } from '../../src/tmc/center.ts';
import { around } from '../../src/trust/region.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { takeCrl } from '../../src/verify/crl.ts';
import { atOnce, pipelined, type Receiving } from '../../src/verify/receiver.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { type Background, type Meter, type Radio, silent } from '../../src/world.ts';
import type { Motion } from '../../vehicles/sensors.ts';
import { VehicleUnit } from '../../vehicles/unit.ts';

export const clock = systemClock();
export const timers = systemTimers();

const read = readMap(builtinMap);
if (!read.ok) throw new Error(read.refusal);
export const { intersection } = read;
const here = { latitude: intersection.refPoint.lat, longitude: intersection.refPoint.long };
const way = intersection.movements.find((m) => m.maneuver === 'straight')!;

/** Of the ambulance's lane. */
export const phase = intersection.phaseOf.get(way.signalGroup!)!;

/** Certificates that are valid now. */
export const raise = (): Promise<Fleet> =>
  raiseFleet({
    ...{ clock, random, crypto },
    cars: 1,
    intersection: { region: intersection.id.region ?? 0, id: intersection.id.id },
    area: { tag: 'circularRegion', value: { center: here, radius: 2000 } },
    progress: () => {},
  });

const world = (fleet: Fleet, radio: Radio) => ({
  ...{ clock, timers, random, crypto, radio },
  keys: fleet.keys,
  log: silent,
});
const verifier = (fleet: Fleet): Verifier => new Verifier(receiverOf(fleet));
/** What a unit on a road has: signatures on all cores, lists made ready beside what comes in. */
export const receiving = (fleet: Fleet, meter: Meter, checker: Checker): Receiving =>
  pipelined({ ...receiverOf(fleet, systemBackground()), soon: setImmediate, meter, checker });

function receiverOf({ authorities: { root, ica, aca, ma }, crl }: Fleet, background?: Background) {
  const store = new TrustStore({ crypto, map: around(here, 50_000, 840) });
  store.addAnchor(root.record);
  for (const { record } of [ica, aca, ma]) store.addAuthority(record);
  const options = {
    crypto,
    clock,
    store,
    revocations: new Revocations(crypto, undefined, background),
    place: () => here,
  };
  const refused = takeCrl(options, crl);
  if (refused) throw new Error(refused.sentence);
  return options;
}

export function unitOf(fleet: Fleet, radio: Radio, receives: Receiving = atOnce(verifier(fleet))) {
  const { id, revision, physical, phaseOf } = intersection;
  const plan = defaultPlan(intersection);
  const monitor = new Monitor({ plan, physical, maxPresence: 300, slack: 0.3 }, clock.now());
  const recall = usualRecall(intersection);
  const controller = new Controller(
    { plan, physical, local: 'free', recall, record: (event) => monitor.see(event) },
    clock.now(),
  );
  const desk = new Desk({ ...deskDefaults, intersection: id, site: siteOf(intersection) });
  const unit = new RoadsideUnit({
    ...{ intersection: id, revision, controller, desk, priority: true },
    world: world(fleet, radio),
    holder: fleet.rsu,
    receiving: receives,
    map: uper(MessageFrame).encode({ tag: 'MapData', value: builtinMap }),
    groups: [...phaseOf].map(([signalGroup, phase]) => ({ signalGroup, phase, kind: 'vehicle', permissive: false })),
  });
  return { unit, desk, controller, monitor };
}

/** An ambulance 90 m before its stop line, at 10 m/s; at the line it waits. */
export function ambulanceOf(fleet: Fleet, radio: Radio): VehicleUnit {
  const from = clock.now();
  const motion = (): Motion => {
    const left = Math.max(2, 90 - (clock.now() - from) / 1e5);
    const [stop, angle] = [way.from.line[0]!, (way.heading * Math.PI) / 180];
    const at = { east: stop.east - Math.sin(angle) * left, north: stop.north - Math.cos(angle) * left };
    const { lat, long } = toGlobal(intersection.refPoint, at);
    return {
      latitude: lat,
      longitude: long,
      elevation: 1600,
      speedMetresPerSecond: left > 2 ? 10 : 0,
      headingDegrees: way.heading,
      accelerationMetresPerSecond2: 0,
    };
  };
  return new VehicleUnit({
    world: world(fleet, radio),
    body: { lengthMetres: 6, widthMetres: 2.2 },
    motion,
    pseudonyms: fleet.ambulance.pseudonyms,
    priority: {
      vehicle: { tag: 'entityID', value: Uint8Array.of(0xa3, 0x17, 0x04, 0x01) },
      role: 'ambulance',
      importance: 14,
      fromMetres: 400,
      holder: fleet.ambulance.identification,
      verifier: verifier(fleet),
      onDuty: () => true,
      egress: () => way.to.id,
    },
  });
}

export const centerOf = (fleet: Fleet, radio: Radio): Center =>
  new Center({ world: world(fleet, radio), holder: fleet.center, verifier: verifier(fleet), operator: 'desk 4' });
