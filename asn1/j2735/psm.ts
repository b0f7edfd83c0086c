/** SAE J2735 PersonalSafetyMessage: where somebody is who walks, rides or works on the road. */
import {
  bitsOrMore,
  boolean,
  choice,
  enumerated,
  type Infer,
  integer,
  named,
  optional,
  sequence,
  type Type,
} from '../schema.ts';
import { DSecond, MsgCount, Position3D, RegionalExtensions, TemporaryID, Velocity } from './common.ts';
import { AccelerationSet4Way, Heading, PositionalAccuracy } from './motion.ts';
import { PathHistory, PathPrediction } from './position.ts';

const personalDeviceUserType = enumerated(
  ['unavailable', 'aPEDESTRIAN', 'aPEDALCYCLIST', 'aPUBLICSAFETYWORKER', 'anANIMAL'],
  [],
);
/** DE_PersonalDeviceUserType */
export type PersonalDeviceUserType = Infer<typeof personalDeviceUserType>;
export const PersonalDeviceUserType: Type<PersonalDeviceUserType> = named(
  'PersonalDeviceUserType',
  personalDeviceUserType,
);

const propelledInformation = choice(
  {
    human: named(
      'HumanPropelledType',
      enumerated(['unavailable', 'otherTypes', 'onFoot', 'skateboard', 'pushOrKickScooter', 'wheelchair'], []),
    ),
    animal: named(
      'AnimalPropelledType',
      enumerated(['unavailable', 'otherTypes', 'animalMounted', 'animalDrawnCarriage'], []),
    ),
    motor: named(
      'MotorizedPropelledType',
      enumerated(['unavailable', 'otherTypes', 'wheelChair', 'bicycle', 'scooter', 'selfBalancingDevice'], []),
    ),
  },
  {},
);
/** DF_PropelledInformation */
export type PropelledInformation = Infer<typeof propelledInformation>;
export const PropelledInformation: Type<PropelledInformation> = named('PropelledInformation', propelledInformation);

const attachment = enumerated(
  ['unavailable', 'stroller', 'bicycleTrailer', 'cart', 'wheelchair', 'otherWalkAssistAttachments', 'pet'],
  [],
);
/** DE_Attachment */
export type Attachment = Infer<typeof attachment>;
export const Attachment: Type<Attachment> = named('Attachment', attachment);
/** DE_AttachmentRadius  Decimetres. */
export const AttachmentRadius: Type<number> = named('AttachmentRadius', integer(0, 200));

const personalDeviceUsageState = bitsOrMore(9, [
  'unavailable',
  'other',
  'idle',
  'listeningToAudio',
  'typing',
  'calling',
  'playingGames',
  'reading',
  'viewing',
]);
/** DE_PersonalDeviceUsageState  No bit set: unknown. */
export type PersonalDeviceUsageState = Infer<typeof personalDeviceUsageState>;
export const PersonalDeviceUsageState: Type<PersonalDeviceUsageState> = named(
  'PersonalDeviceUsageState',
  personalDeviceUsageState,
);

const eventResponderType = enumerated(
  [
    'unavailable',
    'towOperater',
    'fireAndEMSWorker',
    'aDOTWorker',
    'lawEnforcement',
    'hazmatResponder',
    'animalControlWorker',
    'otherPersonnel',
  ],
  [],
);
/** DE_PublicSafetyEventResponderWorkerType */
export type PublicSafetyEventResponderWorkerType = Infer<typeof eventResponderType>;
export const PublicSafetyEventResponderWorkerType: Type<PublicSafetyEventResponderWorkerType> = named(
  'PublicSafetyEventResponderWorkerType',
  eventResponderType,
);

const activityType = bitsOrMore(6, [
  'unavailable',
  'workingOnRoad',
  'settingUpClosures',
  'respondingToEvents',
  'directingTraffic',
  'otherActivities',
]);
const activitySubType = bitsOrMore(7, [
  'unavailable',
  'policeAndTrafficOfficers',
  'trafficControlPersons',
  'railroadCrossingGuards',
  'civilDefenseNationalGuardMilitaryPolice',
  'emergencyOrganizationPersonnel',
  'highwayServiceVehiclePersonnel',
]);
const assistType = bitsOrMore(6, ['unavailable', 'otherType', 'vision', 'hearing', 'movement', 'cognition']);
const sizing = bitsOrMore(5, ['unavailable', 'smallStature', 'largeStature', 'erraticMoving', 'slowMoving']);
const clusterSize = enumerated(['unavailable', 'small', 'medium', 'large'], []);
const animalType = enumerated(['unavailable', 'serviceUse', 'pet', 'farm'], []);

const personalSafetyMessage = sequence(
  {
    basicType: PersonalDeviceUserType,
    secMark: DSecond,
    msgCnt: MsgCount,
    id: TemporaryID,
    position: Position3D,
    accuracy: PositionalAccuracy,
    speed: Velocity,
    heading: Heading,
    accelSet: optional(AccelerationSet4Way),
    pathHistory: optional(PathHistory),
    pathPrediction: optional(PathPrediction),
    propulsion: optional(PropelledInformation),
    useState: optional(PersonalDeviceUsageState),
    crossRequest: optional(named('PersonalCrossingRequest', boolean)),
    crossState: optional(named('PersonalCrossingInProgress', boolean)),
    clusterSize: optional(named('NumberOfParticipantsInCluster', clusterSize)),
    /** Metres. */
    clusterRadius: optional(named('PersonalClusterRadius', integer(0, 100))),
    eventResponderType: optional(PublicSafetyEventResponderWorkerType),
    activityType: optional(named('PublicSafetyAndRoadWorkerActivity', activityType)),
    activitySubType: optional(named('PublicSafetyDirectingTrafficSubType', activitySubType)),
    assistType: optional(named('PersonalAssistive', assistType)),
    sizing: optional(named('UserSizeAndBehaviour', sizing)),
    attachment: optional(Attachment),
    attachmentRadius: optional(AttachmentRadius),
    animalType: optional(named('AnimalType', animalType)),
    regional: optional(RegionalExtensions),
  },
  {},
);
/** MSG_PersonalSafetyMessage  `crossRequest` asks to cross, `crossState` says it is being done. */
export interface PersonalSafetyMessage extends Infer<typeof personalSafetyMessage> {}
export const PersonalSafetyMessage: Type<PersonalSafetyMessage> = named('PersonalSafetyMessage', personalSafetyMessage);
