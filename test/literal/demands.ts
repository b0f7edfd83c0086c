/** Three applications: BSM, SRM, and one whose demands change from trial to trial. */
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import type { Demands } from './world.ts';

export const BSM = 'BasicSafetyMessage';
export const SRM = 'SignalRequestMessage';
export const OTHER = 4097;

/** What the demands are made from. */
export interface Wishes {
  readonly application: number;
  readonly header: readonly boolean[];
  readonly signerForm: number;
}

export function applications({ application, header, signerForm }: Wishes): Demands[] {
  const usual = {
    generationTime: 'required',
    expiryRequired: false,
    locationRequired: false,
    distanceMetres: undefined,
    replay: true,
    wholeR: false,
    forms: ['certificate', 'digest'],
  } as const;
  const own = Math.floor(application / 3);
  return [
    { ...usual, psid: 32, message: BSM, pastSeconds: 2, futureSeconds: 1 },
    { ...usual, psid: 2_113_686, message: SRM, pastSeconds: 5, futureSeconds: 2, wholeR: true },
    {
      ...usual,
      psid: OTHER,
      message: undefined,
      generationTime: own === 1 ? 'optional' : own === 2 ? 'absent' : 'required',
      pastSeconds: 20,
      futureSeconds: 3,
      expiryRequired: header[1]!,
      locationRequired: header[0]!,
      distanceMetres: header[6] ? 5000 : undefined,
      replay: own !== 3,
      wholeR: header[4]!,
      forms: signerForm === 3 ? ['certificate'] : ['certificate', 'digest'],
    },
  ];
}

const frames = uper(MessageFrame);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
export const MESSAGES = {
  bsm: frames.encode({
    tag: 'BasicSafetyMessage',
    value: {
      coreData: {
        msgCnt: 1,
        id: hex('01020304'),
        secMark: 1000,
        lat: 422_800_000,
        long: -837_400_000,
        elev: 2000,
        accuracy: { semiMajor: 20, semiMinor: 20, orientation: 0 },
        transmission: 'forwardGears',
        speed: 500,
        heading: 7200,
        angle: 0,
        accelSet: { long: 0, lat: 0, vert: 0, yaw: 0 },
        brakes: {
          wheelBrakes: { octets: Uint8Array.of(0), length: 5 },
          traction: 'off',
          abs: 'off',
          scs: 'off',
          brakeBoost: 'off',
          auxBrakes: 'off',
        },
        size: { width: 200, length: 500 },
      },
      partII: undefined,
      regional: undefined,
    },
  }),
  srm: frames.encode({
    tag: 'SignalRequestMessage',
    value: {
      timeStamp: 217_441,
      second: 1000,
      sequenceNumber: 1,
      requests: undefined,
      requestor: {
        id: { tag: 'entityID', value: hex('01020304') },
        type: undefined,
        position: undefined,
        name: undefined,
        routeName: undefined,
        transitStatus: undefined,
        transitOccupancy: undefined,
        transitSchedule: undefined,
        regional: undefined,
      },
      regional: undefined,
    },
  }),
} as const;
