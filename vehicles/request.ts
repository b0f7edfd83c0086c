/**
 * Asks signals for priority: finds the lane of the MAP it is on, says when it will be at the stop line, keeps the request
 * alive, and takes it back behind the line (SAE J2735 SRM; update rules as fielded request generators have them).
 */
import { MessageFrame } from '../asn1/j2735/frame.ts';
import type { MapData } from '../asn1/j2735/map.ts';
import { type BasicVehicleRole, RequestImportanceLevel } from '../asn1/j2735/requestor.ts';
import type { SignalRequestMessage } from '../asn1/j2735/srm.ts';
import type { SignalStatusMessage } from '../asn1/j2735/ssm.ts';
import { uper } from '../asn1/uper.ts';
import { project, toLocal, turn } from '../src/map/geometry.ts';
import { type Layout, readLayout } from '../src/map/lanes.ts';
import { type IntersectionID, intersectionsOf, keyOf } from '../src/map/parts.ts';
import { dSecond, minuteOfTheYear } from '../src/time.ts';
import type { Micros } from '../src/world.ts';
import { elevationOf, headingOf, latitudeOf, longitudeOf, speedOf, transmissionOf } from './bsm.ts';
import type { Motion } from './sensors.ts';

type Id = SignalRequestMessage['requestor']['id'];

export interface RequesterOptions {
  readonly vehicle: Id;
  readonly role: BasicVehicleRole;
  /** 1 to 14. */
  readonly importance: number;
  /** Metres before the stop line from which it asks. */
  readonly fromMetres: number;
}
interface Known {
  readonly id: IntersectionID;
  readonly revision: number;
  readonly refPoint: { readonly lat: number; readonly long: number };
  readonly layout: Layout;
}
interface Spot {
  readonly at: Known;
  readonly lane: number;
  readonly metres: number;
}
interface Open {
  readonly at: Known;
  readonly lane: number;
  readonly requestID: number;
  sentAt: Micros;
  sentSpeed: number;
  sentEta: Micros;
}

const frames = uper(MessageFrame);
const levels = RequestImportanceLevel.kind === 'enumerated' ? RequestImportanceLevel.names : [];
/** Maps of more intersections than one drives through in a while are not kept. */
const MAPS = 32;
const REFRESH_SECONDS = 1;
const SERVICE_SECONDS = 10;
/** Width of a lane beside. */
const NEIGHBOUR_METRES = 3.5;

export class Requester {
  readonly #options: RequesterOptions;
  readonly #maps = new Map<string, Known>();
  #open: Open | undefined;
  #requestID = 0;
  #sequence = 0;
  #status: string | undefined;

  constructor(options: RequesterOptions) {
    this.#options = options;
  }
  /** Whether a request is open. */
  get asking(): boolean {
    return this.#open !== undefined;
  }
  /** The last answer to the open request (PrioritizationResponseStatus), or undefined. */
  get status(): string | undefined {
    return this.#status;
  }

  /** Keeps the lanes of a verified MAP. */
  hearMap(map: MapData): void {
    for (const part of intersectionsOf(map)) {
      // The same revision is the same map: lanes are not measured out anew each second.
      if (this.#maps.get(keyOf(part.id))?.revision === part.revision) continue;
      this.#maps.delete(keyOf(part.id));
      if (this.#maps.size >= MAPS) this.#maps.delete(this.#maps.keys().next().value!);
      this.#maps.set(keyOf(part.id), {
        id: part.id,
        revision: part.revision,
        refPoint: part.refPoint,
        layout: readLayout(part),
      });
    }
  }
  /** Reads what a verified SSM says of the open request. */
  hearStatus(ssm: SignalStatusMessage): void {
    const open = this.#open;
    if (!open) return;
    for (const { id, sigStatus } of ssm.status) {
      if (keyOf(id) !== keyOf(open.at.id)) continue;
      const own = sigStatus.find(
        (s) => s.requester?.request === open.requestID && sameId(s.requester.id, this.#options.vehicle),
      );
      if (own) this.#status = own.status;
    }
  }

  /** UPER of the SRM to send now, if any. `active` is the light bar; `egress` the lane it means to leave by, if known. */
  next(motion: Motion, active: boolean, egress: number | undefined, now: Micros): Uint8Array | undefined {
    const spot = active ? this.#find(motion, egress) : undefined;
    const open = this.#open;
    if (open && (!spot || spot.at !== open.at)) {
      this.#open = undefined;
      this.#status = undefined;
      return this.#encode(open, 'priorityCancellation', motion, egress, now, now);
    }
    if (!spot) return undefined;
    const eta = now + (spot.metres / Math.max(motion.speedMetresPerSecond, 3)) * 1e6;
    if (!open) {
      this.#requestID = (this.#requestID + 1) % 256;
      const { speedMetresPerSecond } = motion;
      this.#open = {
        at: spot.at,
        lane: spot.lane,
        requestID: this.#requestID,
        sentAt: now,
        sentSpeed: speedMetresPerSecond,
        sentEta: eta,
      };
      return this.#encode(this.#open, 'priorityRequest', motion, egress, now, eta);
    }
    const changed =
      spot.lane !== open.lane ||
      Math.abs(motion.speedMetresPerSecond - open.sentSpeed) > 4 ||
      Math.abs(eta - open.sentEta) > 6e6;
    if (!changed && now - open.sentAt < REFRESH_SECONDS * 1e6) return undefined;
    this.#open = { ...open, lane: spot.lane, sentAt: now, sentSpeed: motion.speedMetresPerSecond, sentEta: eta };
    return this.#encode(this.#open, 'priorityRequestUpdate', motion, egress, now, eta);
  }

  /**
   * The ingress lane under the wheels: along its line, near it, before its stop line. Positions are not good enough to
   * tell neighbours apart, so a lane that leads where it goes, and the one already asked for, count as nearer.
   */
  #find(motion: Motion, egress: number | undefined): Spot | undefined {
    let best: (Spot & { readonly far: number }) | undefined;
    for (const at of this.#maps.values()) {
      const here = toLocal(at.refPoint, { lat: motion.latitude, long: motion.longitude });
      for (const lane of at.layout.lanes.values()) {
        if (lane.kind !== 'vehicle' || !lane.ingress) continue;
        const ways = at.layout.movements.filter((m) => m.from.id === lane.id);
        if (ways.length === 0) continue;
        // A lane is drawn from its stop line outwards, so driving towards it is driving against the line.
        const { along, aside, heading } = project(lane.line, here);
        if (along <= 0 || along > this.#options.fromMetres || aside > Math.max(lane.width, 3) + NEIGHBOUR_METRES)
          continue;
        if (Math.abs(turn(heading + 180, motion.headingDegrees)) > 45) continue;
        const asked = this.#open?.at === at && this.#open.lane === lane.id;
        const leads = egress === undefined || ways.some((m) => m.to.id === egress);
        const far = aside - (asked ? 1 : 0) + (leads ? 0 : NEIGHBOUR_METRES);
        if (!best || far < best.far) best = { at, lane: lane.id, metres: along, far };
      }
    }
    return best;
  }

  #encode(
    open: Pick<Open, 'at' | 'lane' | 'requestID'>,
    requestType: 'priorityRequest' | 'priorityRequestUpdate' | 'priorityCancellation',
    motion: Motion,
    egress: number | undefined,
    now: Micros,
    eta: Micros,
  ): Uint8Array {
    this.#sequence = (this.#sequence + 1) % 128;
    const { vehicle, role, importance } = this.#options;
    const leaves = open.at.layout.movements.some((m) => m.from.id === open.lane && m.to.id === egress);
    const srm: SignalRequestMessage = {
      timeStamp: minuteOfTheYear(now),
      second: dSecond(now),
      sequenceNumber: this.#sequence,
      requests: [
        {
          request: {
            id: open.at.id,
            requestID: open.requestID,
            requestType,
            inBoundLane: { tag: 'lane', value: open.lane },
            outBoundLane: leaves && egress !== undefined ? { tag: 'lane', value: egress } : undefined,
          },
          minute: minuteOfTheYear(eta),
          second: dSecond(eta),
          duration: SERVICE_SECONDS * 1000,
        },
      ],
      requestor: {
        id: vehicle,
        type: {
          role,
          request: levels[importance] as NonNullable<SignalRequestMessage['requestor']['type']>['request'],
        },
        position: {
          position: { lat: latitudeOf(motion), long: longitudeOf(motion), elevation: elevationOf(motion) },
          heading: headingOf(motion),
          speed: { transmisson: transmissionOf(motion), speed: speedOf(motion) },
        },
      },
    };
    return frames.encode({ tag: 'SignalRequestMessage', value: srm });
  }
}

function sameId(a: Id, b: Id): boolean {
  if (a.tag !== b.tag) return false;
  if (a.tag === 'stationID') return a.value === b.value;
  const other = b.value as Uint8Array;
  return (a.value as Uint8Array).every((o, i) => o === other[i]);
}
