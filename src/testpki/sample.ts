/** Sample payloads, each as small as its type allows, and the SPDU around them. */
import { coer } from '../../asn1/coer.ts';
import { Ieee1609Dot2Data, type SignedData } from '../../asn1/ieee1609dot2/data.ts';
import type { BSMcoreData } from '../../asn1/j2735/bsm.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { TMC_PSID, TmcMessage } from '../../asn1/wavetrust/tmc.ts';
import { type Signing, signSpdu } from '../secure/sign.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Holder } from '../trust/issue.ts';
import type { Forge } from './forge.ts';
import { APP, HERE, type Setting } from './setting.ts';

export type Kind = 'srm' | 'bsm' | 'spat' | 'ssm' | 'tmc';

/** The SPDU of a case, where it differs from a signal request signed now with the whole certificate. */
export interface Sample {
  readonly kind?: Kind;
  readonly psid?: number;
  /** The PSID of the WSMP header. */
  readonly wsmp?: number;
  readonly form?: 'certificate' | 'digest' | 'self';
  /** Times, location, and any other header field. */
  readonly header?: Pick<Signing, 'generationTime' | 'expiryTime' | 'generationLocation' | 'header'>;
  /** Tampers with the signed data when it is signed. */
  readonly after?: (data: SignedData) => SignedData;
  readonly octets?: (octets: Uint8Array) => Uint8Array;
}

export const PSIDS: Readonly<Record<Kind, number>> = {
  srm: APP.srm,
  bsm: APP.bsm,
  spat: APP.spat,
  ssm: APP.ssm,
  tmc: TMC_PSID,
};
const frames = uper(MessageFrame);
const spdus = coer(Ieee1609Dot2Data);
const id = { region: undefined, id: 7001 };

/** The octets of a message of this kind. */
export function payloadOf(kind: Kind, { now }: Setting): Uint8Array {
  switch (kind) {
    case 'srm':
      return frames.encode({
        tag: 'SignalRequestMessage',
        value: {
          second: 0,
          sequenceNumber: 1,
          requests: [
            { request: { id, requestID: 1, requestType: 'priorityRequest', inBoundLane: { tag: 'lane', value: 2 } } },
          ],
          requestor: { id: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) }, type: { role: 'ambulance' } },
        },
      });
    case 'ssm':
      return frames.encode({
        tag: 'SignalStatusMessage',
        value: {
          second: 0,
          status: [
            { sequenceNumber: 1, id, sigStatus: [{ inboundOn: { tag: 'lane', value: 2 }, status: 'processing' }] },
          ],
        },
      });
    case 'spat':
      return frames.encode({
        tag: 'SPAT',
        value: {
          intersections: [
            {
              ...{ id, revision: 1, status: { octets: new Uint8Array(2), length: 16 } },
              states: [{ signalGroup: 2, stateTimeSpeed: [{ eventState: 'stop-And-Remain' }] }],
            },
          ],
        },
      });
    case 'bsm':
      return frames.encode({ tag: 'BasicSafetyMessage', value: { coreData: CORE } });
    case 'tmc': {
      const at = BigInt(Math.round(now));
      const times = { notBefore: at, notAfter: at + 30_000_000n };
      const who = { commandId: Uint8Array.from({ length: 16 }, (_, i) => i), target: id, operator: 'TEST ONLY' };
      return coer(TmcMessage).encode({
        tag: 'command',
        value: { version: 1, ...who, sequence: 1, ...times, action: { tag: 'free', value: null } },
      });
    }
  }
}

const CORE: BSMcoreData = {
  ...{ msgCnt: 1, id: Uint8Array.of(1, 2, 3, 4), secMark: 0, lat: HERE.latitude, long: HERE.longitude, elev: 16_000 },
  accuracy: { semiMajor: 255, semiMinor: 255, orientation: 65_535 },
  ...{ transmission: 'unavailable', speed: 8191, heading: 28_800, angle: 127 },
  accelSet: { long: 2001, lat: 2001, vert: -127, yaw: 0 },
  brakes: {
    wheelBrakes: { octets: Uint8Array.of(0x80), length: 5 },
    ...{ traction: 'unavailable', abs: 'unavailable', scs: 'unavailable' },
    ...{ brakeBoost: 'unavailable', auxBrakes: 'unavailable' },
  },
  size: { width: 200, length: 500 },
};

/** The SPDU as it goes out; `along` are issuers' certificates that go with the signer's, nearest first. */
export function sampleSpdu(
  forge: Forge,
  setting: Setting,
  sample: Sample,
  by: Holder,
  along: readonly CertificateRecord[],
): Uint8Array {
  const { kind = 'srm', form = 'certificate' } = sample;
  const certificate = by.record;
  const signer: Signing['signer'] =
    form === 'self' ? { form } : form === 'digest' ? { form, certificate } : { form, certificate, issuers: along };
  const signed = signSpdu({
    ...{ crypto: forge.crypto, keys: forge.keys, key: by.key, signer },
    psid: sample.psid ?? PSIDS[kind],
    payload: payloadOf(kind, setting),
    generationTime: setting.now,
    // A command has to say when it ends.
    ...(kind === 'tmc' ? { expiryTime: setting.now + 30e6 } : {}),
    ...sample.header,
  });
  const octets = sample.after ? spdus.encode(changed(signed, sample.after)) : signed;
  return sample.octets ? sample.octets(octets) : octets;
}

function changed(octets: Uint8Array, change: (data: SignedData) => SignedData): Ieee1609Dot2Data {
  const data = spdus.read(octets);
  if (data.content.tag !== 'signedData') throw new RangeError('Only signed data can be changed this way.');
  return { ...data, content: { tag: 'signedData', value: change(data.content.value) } };
}
