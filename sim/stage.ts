/** What everyone in a run shares: simulated time, streets and lamps, the air, the counts; and the trust each unit starts with. */

import type { MapData } from '../asn1/j2735/map.ts';
import { Controller } from '../roadside/controller.ts';
import type { Intersection } from '../roadside/intersection.ts';
import { Monitor } from '../roadside/monitor.ts';
import { usualRecall } from '../roadside/plan.ts';
import type { TimingPlan } from '../roadside/timing.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { seededRandom } from '../src/crypto/random.ts';
import { toGlobal } from '../src/map/geometry.ts';
import { around } from '../src/trust/region.ts';
import { Revocations } from '../src/trust/revocation.ts';
import { TrustStore } from '../src/trust/store.ts';
import { takeCrl } from '../src/verify/crl.ts';
import { type Profile, profiles } from '../src/verify/profile.ts';
import { Verifier } from '../src/verify/verifier.ts';
import { type Log, type Micros, type Random, silent } from '../src/world.ts';
import type { Motion } from '../vehicles/sensors.ts';
import { type Chance, chance } from './chance.ts';
import { Events } from './events.ts';
import type { Fleet } from './fleet.ts';
import { Medium, type Node } from './radio.ts';
import type { Point } from './road.ts';
import { lampOf, type Street, streetsOf } from './streets.ts';
import { Tally } from './tally.ts';
import { Traffic } from './traffic.ts';

export interface Setting {
  readonly crypto: CryptoProvider;
  readonly seed: string;
  readonly start: Micros;
  /** Length of the run; it goes on until the ambulance is through, at most half as long again. */
  readonly seconds: number;
  readonly fleet: Fleet;
  readonly intersection: Intersection;
  readonly map: MapData;
  /** UPER of its MessageFrame. */
  readonly mapOctets: Uint8Array;
  readonly plan: TimingPlan;
  /** Vehicles without a radio beside those of the fleet. */
  readonly bystanders: number;
  /** What the roadside unit asks of each application. */
  readonly profiles?: readonly Profile[];
}

/** The country the simulated unit stands in (UN M49), whatever the MAP says of it. */
const COUNTRY = 840;
const UPSTREAM_METRES = 450;
const OFF_THE_ROAD: Point = { x: 1e7, y: 1e7 };
/** Detectors call from here. */
const DETECTOR_METRES = 30;
const METRES_ABOVE_SEA = 1600;

export class Stage {
  readonly setting: Setting;
  readonly events: Events;
  readonly tally = new Tally();
  readonly monitor: Monitor;
  readonly controller: Controller;
  readonly streets: readonly Street[];
  readonly traffic: Traffic;
  readonly medium: Medium;
  readonly #log: Log;

  constructor(setting: Setting, log: Log = silent) {
    const { intersection, plan, start } = setting;
    const { physical } = intersection;
    this.setting = setting;
    this.#log = log;
    this.events = new Events(start);
    this.monitor = new Monitor({ plan, physical, maxPresence: 300, slack: 0.3 }, start);
    this.controller = new Controller(
      { plan, physical, local: 'free', recall: usualRecall(intersection), record: (e) => this.monitor.see(e) },
      start,
    );
    this.streets = streetsOf(intersection);
    const byMovement = new Map(this.streets.map((s) => [s.path.movement, s]));
    this.traffic = new Traffic({
      clock: this.events,
      paths: this.streets.map((s) => s.path),
      signal: (movement) => lampOf(byMovement.get(movement)!, this.controller.readBack()),
      upstreamMetres: UPSTREAM_METRES,
    });
    this.medium = new Medium({ world: this.events, chance: this.chance('air') });
  }

  /** A stream of octets for each purpose: what attackers draw does not move the cars. */
  random(purpose: string): Random {
    return seededRandom(`${this.setting.seed} ${purpose}`);
  }
  chance(purpose: string): Chance {
    return chance(this.random(purpose));
  }
  /** The world of one unit; its radio is on the air under its name, where `position` says. */
  world(name: string, position: () => Point) {
    const { crypto, fleet } = this.setting;
    const { events } = this;
    const radio: Node = this.medium.join(name, position);
    return {
      clock: events,
      timers: events,
      random: this.random(name),
      radio,
      crypto,
      keys: fleet.keys,
      log: this.#log,
    };
  }
  /** The world of a vehicle, wherever the traffic takes it. */
  aboard(id: string) {
    return this.world(id, () => this.traffic.pose(id) ?? OFF_THE_ROAD);
  }

  /** Trusts the root of the ceremony, knows the authorities under it, and has taken the CRL. */
  verifier(asked: readonly Profile[] = profiles): Verifier {
    const { crypto, fleet, intersection } = this.setting;
    const { root, ica, aca, ma } = fleet.authorities;
    const here = { latitude: intersection.refPoint.lat, longitude: intersection.refPoint.long };
    const store = new TrustStore({ crypto, map: around(here, 50_000, COUNTRY) });
    const revocations = new Revocations(crypto);
    const place = () => here;
    store.addAnchor(root.record);
    for (const { record } of [ica, aca, ma]) store.addAuthority(record);
    const options = { crypto, clock: this.events, store, revocations, place };
    const refused = takeCrl(options, fleet.crl);
    if (refused) throw new Error(`the CRL of the credential service is refused: ${refused.sentence}`);
    return new Verifier({ ...options, profiles: asked });
  }

  /** What the sensors of a vehicle say; undefined while it is not on the road. */
  motion(id: string): Motion | undefined {
    const pose = this.traffic.pose(id);
    if (!pose) return undefined;
    return {
      ...this.globe(pose),
      speedMetresPerSecond: pose.speed,
      headingDegrees: pose.heading,
      accelerationMetresPerSecond2: pose.acceleration,
    };
  }
  globe({ x, y }: Point): Pick<Motion, 'latitude' | 'longitude' | 'elevation'> {
    const { lat, long } = toGlobal(this.setting.intersection.refPoint, { east: x, north: y });
    return { latitude: lat, longitude: long, elevation: METRES_ABOVE_SEA };
  }

  /** Moves the traffic up to now, and lets the detectors tell the controller of it. */
  drive(): void {
    this.traffic.advance();
    const called = this.traffic.detected(DETECTOR_METRES);
    for (const phase of new Set(this.streets.map((s) => s.phase))) {
      const occupied = this.streets.some((s) => s.phase === phase && called.has(s.path.movement));
      this.controller.detect(phase, occupied, this.events.now());
    }
  }
}
