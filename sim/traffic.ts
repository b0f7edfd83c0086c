/**
 * All vehicles on the paths of one intersection: they follow one another, obey the signals, yield where a turn is
 * permissive, and are gone at the end of their path. Emergency vehicles are quick but stop at red like the others, so
 * that what a priority request spares them can be measured.
 *
 * Paths meet only in their ingress lanes: crossing and merging paths are kept apart by the signals, not here.
 */
import type { Clock, Micros } from '../src/world.ts';
import {
  brakingNeeded,
  choose,
  DECISION_BRAKING,
  DRIVERS,
  type DriverKind,
  follow,
  halt,
  type SignalState,
} from './driver.ts';
import { layOut, type Path, type Route } from './road.ts';
import { enter, leaderOf, move, type Pose, poseOf, rear, type Trip, tripOf, type Vehicle } from './vehicle.ts';

export interface TrafficOptions {
  readonly clock: Clock;
  readonly paths: readonly Path[];
  readonly signal: (movement: string) => SignalState;
  /** Vehicles come in this far before the stop line, or at the path's first point where that is farther. */
  readonly upstreamMetres?: number;
}
export interface Spawn {
  readonly id: string;
  readonly path: string;
  readonly kind: DriverKind;
}
const STEP_SECONDS = 0.1;
/** Behind the stop line, an oncoming vehicle blocks a turn until its tail is this far. */
const CONFLICT_METRES = 18;
/** The gap in oncoming traffic that a permissive turn needs (the usual design value for a left turn is 4.5 s). */
const CRITICAL_GAP_SECONDS = 4.5;
/** Who waits at the line turns in the first second of yellow if oncoming traffic stops: later it may not clear in time. */
const SNEAK_SECONDS = 1;
const AT_LINE_METRES = 2.5;

export class Traffic {
  readonly #clock: Clock;
  readonly #signal: (movement: string) => SignalState;
  readonly #routes = new Map<string, Route>();
  /** Vehicles of each ingress lane in the order they came in, the foremost first. */
  readonly #lanes = new Map<string, Vehicle[]>();
  /** Due, but the lane's entry is not free yet. */
  readonly #waiting = new Map<string, Vehicle[]>();
  readonly #known = new Map<string, Vehicle>();
  readonly #listeners: ((trip: Trip) => void)[] = [];
  #last: Micros;

  constructor(options: TrafficOptions) {
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.#last = options.clock.now();
    for (const path of options.paths) {
      if (this.#routes.has(path.id)) throw new RangeError(`two paths are named ${path.id}`);
      const route = layOut(path, options.upstreamMetres ?? 450);
      this.#routes.set(path.id, route);
      this.#lanes.set(route.lane, []);
      this.#waiting.set(route.lane, []);
    }
  }

  /** Lets a vehicle come in as soon as there is room. Throws RangeError for an unknown path or an id in use. */
  spawn({ id, path, kind }: Spawn): void {
    const route = this.#routes.get(path);
    if (!route) throw new RangeError(`there is no path ${path}; the paths are ${[...this.#routes.keys()].join(', ')}`);
    if (this.#known.has(id)) throw new RangeError(`a vehicle ${id} is on the road already`);
    const vehicle = enter(id, kind, route, this.#clock.now());
    this.#known.set(id, vehicle);
    this.#waiting.get(route.lane)!.push(vehicle);
    this.#admit(route.lane);
  }
  /** Tells of every vehicle that reached the end of its path. */
  onLeave(listener: (trip: Trip) => void): void {
    this.#listeners.push(listener);
  }

  /** Moves everyone up to the clock's present, in steps of 0.1 s at most; signals are taken as they are now. */
  advance(): void {
    const end = this.#clock.now();
    const steps = Math.ceil((end - this.#last) / (STEP_SECONDS * 1e6) - 1e-9);
    const start = this.#last;
    for (let n = 1; n <= steps; n++) this.#step(start + ((end - start) * n) / steps);
    this.#last = end;
  }

  /** Everyone on the road, lane by lane, the foremost first. */
  poses(): Pose[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.map(poseOf));
  }
  /** Undefined for who is not on the road: still waiting to come in, or gone. */
  pose(id: string): Pose | undefined {
    const vehicle = this.#known.get(id);
    return vehicle && this.#lanes.get(vehicle.route.lane)!.includes(vehicle) ? poseOf(vehicle) : undefined;
  }
  /** Movements with a vehicle's front within `metres` before their stop line, as a detector in the lane would call. */
  detected(metres: number): Set<string> {
    const calls = new Set<string>();
    for (const lane of this.#lanes.values()) {
      for (const { at, route } of lane) if (at <= 0 && -at <= metres) calls.add(route.path.movement);
    }
    return calls;
  }
  /** Vehicles standing before the stop line of each lane, and those that wait to come in. */
  queued(lane: string): number {
    const standing = this.#lanes.get(lane)?.filter(({ at, speed }) => at <= 0 && speed < 0.5).length ?? 0;
    return standing + (this.#waiting.get(lane)?.length ?? 0);
  }

  #step(now: Micros): void {
    const seconds = (now - this.#last) / 1e6;
    // Everyone decides on the same picture, then everyone moves: who is first in the list has no advantage.
    for (const lane of this.#lanes.values()) {
      for (let n = 0; n < lane.length; n++) lane[n]!.acceleration = this.#decide(lane, n);
    }
    for (const [name, lane] of this.#lanes) {
      for (const vehicle of lane) {
        if (move(vehicle, seconds, this.#last)) vehicle.ranRed = this.#signal(vehicle.route.path.movement) === 'red';
      }
      for (const vehicle of lane.filter(({ at, route }) => at >= route.end)) {
        lane.splice(lane.indexOf(vehicle), 1);
        this.#leave(vehicle, now);
      }
      this.#admit(name);
    }
    this.#last = now;
  }

  #decide(lane: readonly Vehicle[], n: number): number {
    const me = lane[n]!;
    const driver = DRIVERS[me.kind];
    const leader = leaderOf(lane, n);
    const gap = leader ? rear(leader) - me.at : Number.POSITIVE_INFINITY;
    const following = follow(driver, me.speed, me.desired, gap, leader ? me.speed - leader.speed : 0);
    if (me.at > 0) return following;
    const { movement } = me.route.path;
    const state = this.#signal(movement);
    if (state === 'yellow') me.yellowSince ??= this.#last;
    else me.yellowSince = undefined;
    const distance = -me.at;
    const choice = choose(state, me.speed, distance, me.choice, () => this.#isClear(me));
    const taken = state === 'yellow' && this.#sneaks(me) ? 'go' : choice;
    // A choice binds through yellow and red; at green there is none to make, at permissive it is made anew each time.
    me.choice = state === 'yellow' || state === 'red' ? taken : undefined;
    return taken === 'stop' ? Math.min(following, halt(driver, me.speed, me.desired, distance)) : following;
  }

  #sneaks(me: Vehicle): boolean {
    if (me.choice === 'go' || !me.route.path.yieldsTo || -me.at > AT_LINE_METRES || me.speed > 3) return false;
    return this.#last - me.yellowSince! <= SNEAK_SECONDS * 1e6 && this.#isClear(me);
  }
  /** Is there no vehicle in the way, or soon to be, on the movements this one yields to? */
  #isClear(me: Vehicle): boolean {
    const first = me.route.path.yieldsTo ?? [];
    for (const lane of this.#lanes.values()) {
      for (const other of lane) {
        if (!first.includes(other.route.path.movement)) continue;
        if (other.at > 0) {
          if (rear(other) < CONFLICT_METRES) return false;
        } else {
          const state = this.#signal(other.route.path.movement);
          const stops =
            state === 'red' ||
            (state === 'yellow' && other.choice !== 'go' && brakingNeeded(other.speed, -other.at) <= DECISION_BRAKING);
          // Whoever stands will start; no slower than this once at the line.
          if (!stops && -other.at / Math.max(5, other.speed) < CRITICAL_GAP_SECONDS) return false;
        }
      }
    }
    return true;
  }

  #admit(lane: string): void {
    const waiting = this.#waiting.get(lane)!;
    const onRoad = this.#lanes.get(lane)!;
    while (waiting.length > 0) {
      const next = waiting[0]!;
      const driver = DRIVERS[next.kind];
      const last = onRoad.at(-1);
      if (last) {
        const room = rear(last) - next.at - driver.gapMetres;
        if (room < 1) return;
        next.speed = Math.min(
          next.desired,
          room / driver.headwaySeconds,
          Math.sqrt(last.speed ** 2 + 2 * driver.braking * room),
        );
      }
      onRoad.push(waiting.shift()!);
    }
  }

  #leave(vehicle: Vehicle, now: Micros): void {
    this.#known.delete(vehicle.id);
    const trip = tripOf(vehicle, now);
    for (const listener of this.#listeners) listener(trip);
  }
}
