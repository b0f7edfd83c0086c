/** A signed signal request as an ambulance sends it, for the tests of this folder. */
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import type { Signing } from '../../src/secure/sign.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import type { Holder } from '../../src/trust/issue.ts';
import { requestSsp } from '../../src/trust/ssp.ts';
import { crypto, device, keys, NOW, PSIDS } from '../pki.ts';

export const ambulance = device([{ psid: PSIDS.srm, ssp: requestSsp(['ambulance'], 14) }]);
export const car = device([{ psid: PSIDS.bsm, ssp: undefined }]);

export const srm: MessageFrame = {
  tag: 'SignalRequestMessage',
  value: {
    timeStamp: 217_441,
    second: 1000,
    sequenceNumber: 1,
    requests: [
      {
        request: {
          id: { region: undefined, id: 7001 },
          requestID: 1,
          requestType: 'priorityRequest',
          inBoundLane: { tag: 'lane', value: 1 },
          outBoundLane: undefined,
          regional: undefined,
        },
        minute: undefined,
        second: undefined,
        duration: undefined,
        regional: undefined,
      },
    ],
    requestor: {
      id: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) },
      type: {
        role: 'ambulance',
        subrole: undefined,
        request: undefined,
        iso3883: undefined,
        hpmsType: undefined,
        regional: undefined,
      },
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
};
export const payload = uper(MessageFrame).encode(srm);

export function signed(by: Holder = ambulance, change: Partial<Signing> = {}): Uint8Array {
  return signSpdu({
    crypto,
    keys,
    key: by.key,
    psid: PSIDS.srm,
    payload,
    generationTime: NOW,
    signer: { form: 'certificate', certificate: by.record },
    ...change,
  });
}
