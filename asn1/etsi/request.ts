/** ISO TS 19091, module AddGrpC: what Europe adds to SRM and SSM, and what may stand in a `regional` at all. */
import { DeltaTime } from '../j2735/srm.ts';
import { enumerated, type Infer, named, optional, sequence, type Type } from '../schema.ts';
import {
  fuel,
  ofEurope,
  type RegConnectionManeuverAssist,
  type RegGenericLane,
  type RegIntersectionState,
  type RegLaneAttributes,
  type RegMapData,
  type RegMovementEvent,
  type RegNodeAttributeSetXY,
  type RegPosition3D,
  type RegRestrictionUserType,
} from './addition.ts';

const batteryStatus = named('BatteryStatus', enumerated(['unknown', 'critical', 'low', 'good'], []));
const regRequestorDescription = ofEurope(
  'RequestorDescription-addGrpC',
  sequence({ fuel, batteryStatus: optional(batteryStatus) }, {}),
);
/** Of a RequestorDescription: by fuel, and how long it will last. */
export type RegRequestorDescription = Infer<typeof regRequestorDescription>;
export const RegRequestorDescription: Type<RegRequestorDescription> = named(
  'Reg-RequestorDescription',
  regRequestorDescription,
);

const rejectedReason = enumerated(
  [
    'unknown',
    'exceptionalCondition',
    'maxWaitingTimeExceeded',
    'ptPriorityDisabled',
    'higherPTPriorityGranted',
    'vehicleTrackingUnknown',
  ],
  [],
);
/** Why a request was not granted. */
export type RejectedReason = Infer<typeof rejectedReason>;
export const RejectedReason: Type<RejectedReason> = named('RejectedReason', rejectedReason);

const regSignalStatusPackage = ofEurope(
  'SignalStatusPackage-addGrpC',
  sequence(
    {
      /** Ten seconds each, late or early. */
      synchToSchedule: optional(DeltaTime),
      rejectedReason: optional(RejectedReason),
    },
    {},
  ),
);
/** Of a SignalStatusPackage: why a request was not granted. */
export type RegSignalStatusPackage = Infer<typeof regSignalStatusPackage>;
export const RegSignalStatusPackage: Type<RegSignalStatusPackage> = named(
  'Reg-SignalStatusPackage',
  regSignalStatusPackage,
);

/** What may stand in a `regional`; which one, the frame says. */
export type Addition =
  | RegConnectionManeuverAssist
  | RegGenericLane
  | RegIntersectionState
  | RegLaneAttributes
  | RegMapData
  | RegMovementEvent
  | RegNodeAttributeSetXY
  | RegPosition3D
  | RegRequestorDescription
  | RegRestrictionUserType
  | RegSignalStatusPackage;
