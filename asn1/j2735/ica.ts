/** SAE J2735 IntersectionCollision: somebody is about to run a red light, or to hit somebody. */
import { choice, type Infer, named, optional, sequence, type Type } from '../schema.ts';
import { BSMcoreData } from './bsm.ts';
import {
  ApproachID,
  IntersectionReferenceID,
  LaneID,
  MinuteOfTheYear,
  MsgCount,
  RegionalExtensions,
  TemporaryID,
} from './common.ts';
import { VehicleEventFlags } from './extension.ts';
import { PathHistory, PathPrediction } from './position.ts';

const approachOrLane = choice({ approach: ApproachID, lane: LaneID });
/** DF_ApproachOrLane */
export type ApproachOrLane = Infer<typeof approachOrLane>;
export const ApproachOrLane: Type<ApproachOrLane> = named('ApproachOrLane', approachOrLane);

const intersectionCollision = sequence(
  {
    msgCnt: MsgCount,
    id: TemporaryID,
    timeStamp: optional(MinuteOfTheYear),
    partOne: optional(BSMcoreData),
    path: optional(PathHistory),
    pathPrediction: optional(PathPrediction),
    intersectionID: IntersectionReferenceID,
    laneNumber: ApproachOrLane,
    eventFlag: VehicleEventFlags,
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_IntersectionCollisionAvoidance  `id` and `partOne` are the offender's, who need not be the sender. */
export interface IntersectionCollision extends Infer<typeof intersectionCollision> {}
export const IntersectionCollision: Type<IntersectionCollision> = named('IntersectionCollision', intersectionCollision);
