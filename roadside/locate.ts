/** Where a requestor is on the MAP: its lane, the phases that serve it, and how far it is from the stop line. */
import { gap, project, toLocal, turn } from '../src/map/geometry.ts';
import type { Movement } from '../src/map/lanes.ts';
import type { Intersection } from './intersection.ts';
import type { AccessPoint, Misplaced, Place, Site, Where } from './request.ts';
import { concurrent, type Mask, maskOf, type Phase } from './rings.ts';

/** Metres: how far off its lane and how far from the stop line a position may be; and headings in degrees. */
const limits = { aside: 40, far: 1500, past: 60, against: 100 } as const;

/** The site of the desk, on this intersection. Positions are needed: without one no relevance can be judged. */
export const siteOf = (intersection: Intersection): Site => ({ locate: (where) => locate(intersection, where) });

function locate(intersection: Intersection, where: Where): Place | Misplaced {
  const { lanes, movements } = intersection;
  if (!where.position) return { refused: 'noPosition' };
  const at = toLocal(intersection.refPoint, where.position);
  const { inbound, outbound } = where;
  if (inbound.tag === 'lane') {
    const lane = lanes.get(inbound.value);
    if (!lane) return { refused: 'noSuchLane' };
    if (!lane.ingress || lane.kind !== 'vehicle') return { refused: 'notIngress' };
  }
  const from = movements.filter((movement) => enters(movement, inbound));
  if (from.length === 0) return { refused: inbound.tag === 'lane' ? 'notConnected' : 'noSuchLane' };
  const wanted = outbound ? from.filter((movement) => leaves(movement, outbound)) : from;
  if (wanted.length === 0) return { refused: 'notConnected' };
  // An approach or a connection number may mean several lanes: the one it is on, or next to.
  const aside = ({ from: lane }: Movement) => project(lane.line, at).aside;
  const nearest = wanted.reduce((best, each) => (aside(each) < aside(best) ? each : best)).from;
  const here = wanted.filter((movement) => movement.from.id === nearest.id && movement.signalGroup !== undefined);
  const lead = here.find(({ maneuver }) => maneuver === 'straight') ?? here[0];
  if (!lead) return { refused: 'noSignal' };
  const found = project(nearest.line, at);
  if (!plausible(found, gap(at, nearest.line[0]!), where)) return { refused: 'implausible' };
  const phase = intersection.phaseOf.get(lead.signalGroup!)!;
  const need = maskOf([phase]);
  return { need, dwell: approachOf(intersection, lead), distance: found.along, at };
}

/** On or beside the lane, behind its drawn end or just past the stop line, and not driving away from it. */
function plausible(found: ReturnType<typeof project>, distance: number, { heading, speed }: Where): boolean {
  const { along, aside } = found;
  if (along > limits.far || distance > limits.far || along < -limits.past) return false;
  // Roads bend behind the drawn end of a lane, and turns leave its line behind the stop line.
  if (aside > limits.aside + Math.max(0, along - 100) * 0.5 + Math.max(0, -along)) return false;
  if (heading === undefined || speed === undefined || speed < 2 || along > 300 || along < 0) return true;
  return Math.abs(turn((found.heading + 180) % 360, heading)) < limits.against;
}

/** The phase of a movement and the other one of its approach, so that nobody in front of a requestor is left standing. */
export function approachOf({ movements, phaseOf, physical }: Intersection, lead: Movement): Mask {
  const phase = phaseOf.get(lead.signalGroup!)!;
  const apart = (a: Phase, b: Phase) => physical.some(([p, q]) => (p === a && q === b) || (p === b && q === a));
  const beside = movements.flatMap((movement): Phase[] => {
    const other = movement.signalGroup === undefined ? undefined : phaseOf.get(movement.signalGroup);
    if (other === undefined || !concurrent(phase, other) || apart(phase, other)) return [];
    return Math.abs(turn(movement.heading, lead.heading)) < 45 ? [other] : [];
  });
  return maskOf([phase, ...beside.slice(0, 1)]);
}
const enters = ({ from, connectionID }: Movement, { tag, value }: AccessPoint): boolean =>
  tag === 'lane' ? from.id === value : tag === 'approach' ? from.approach === value : connectionID === value;
const leaves = ({ to, connectionID }: Movement, { tag, value }: AccessPoint): boolean =>
  tag === 'lane' ? to.id === value : tag === 'approach' ? to.approach === value : connectionID === value;
