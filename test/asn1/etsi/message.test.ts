import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAPEM, MESSAGE_ID, RTCMEM, SPATEM, SREM, SSEM } from '../../../asn1/etsi/message.ts';
import { toHex } from '../../../asn1/hex.ts';
import { SignalRequestMessage } from '../../../asn1/j2735/srm.ts';
import { SignalStatusMessage } from '../../../asn1/j2735/ssm.ts';
import type { Node, Type } from '../../../asn1/schema.ts';
import { uper } from '../../../asn1/uper.ts';
import { arbitrary } from '../../arbitrary.ts';

const header = { protocolVersion: 2, messageID: MESSAGE_ID.srem, stationID: 0x01020304 };
/** Region 3: no extension, synchToSchedule absent, rejectedReason present, 3 of the six that take three bits. */
const unknown = { tag: '?', value: { index: 3, octets: Uint8Array.of(0b0_0_1_0_011_0) } } as const;
const requestor = (long: number, iso3883?: number) => ({
  id: { tag: 'stationID', value: 7 } as const,
  type: { role: 'emergency', iso3883 } as const,
  position: { position: { lat: 0, long } },
});

describe('a message of ETSI TS 103 301', () => {
  it('begins with six octets of header', () => {
    const octets = uper(SREM).encode({ header, srm: { second: 0, requestor: requestor(0) } });
    expect(toHex(octets.subarray(0, 6))).toBe('020901020304');
  });
  it('has a longitude one step further west than SAE J2735 can say, and counts from there', () => {
    const srm = { second: 0, requestor: requestor(-1_800_000_000) };
    expect(uper(SREM).read(uper(SREM).encode({ header, srm }))).toMatchObject({ srm });
    expect(() => uper(SignalRequestMessage).encode(srm)).toThrow(/long/);
    const east = (long: number) => uper(SREM).encode({ header, srm: { second: 0, requestor: requestor(long) } });
    const body = (long: number) => uper(SignalRequestMessage).encode({ second: 0, requestor: requestor(long) });
    // The header is octets: what follows is the body, one step apart.
    expect(toHex(east(41).subarray(6))).toBe(toHex(body(42)));
  });
  it('has types of ISO 3883 beyond 100', () => {
    const srm = { second: 0, requestor: requestor(0, 255) };
    expect(uper(SREM).read(uper(SREM).encode({ header, srm }))).toMatchObject({ srm });
    expect(() => uper(SignalRequestMessage).encode(srm)).toThrow(/iso3883/);
  });
  it('has what Europe adds as values, where SAE has other additions under the same number', () => {
    const requester = { id: { tag: 'stationID', value: 7 }, request: 1, sequenceNumber: 2 } as const;
    const regional = [{ tag: 'SignalStatusPackage-addGrpC', value: { rejectedReason: 'ptPriorityDisabled' } }] as const;
    const status = { requester, inboundOn: { tag: 'lane', value: 3 }, status: 'rejected', regional } as const;
    const ssm = { second: 0, status: [{ sequenceNumber: 0, id: { id: 9 }, sigStatus: [status] }] };
    const octets = uper(SSEM).encode({ header: { ...header, messageID: MESSAGE_ID.ssem }, ssm });
    expect(uper(SSEM).read(octets).ssm).toMatchObject(ssm);
    const said = uper(SignalStatusMessage).encode({
      ...ssm,
      status: [{ ...ssm.status[0]!, sigStatus: [{ ...status, regional: [unknown] }] }],
    });
    expect(toHex(octets.subarray(6))).toBe(toHex(said));
  });
  it.each([SREM, SSEM, SPATEM, MAPEM, RTCMEM].map((node: Node) => [node.name, node as Type<unknown>] as const))(
    '%s: what was written is read',
    (_, node) => {
      fc.assert(
        fc.property(arbitrary(node), (value) => {
          expect(uper(node).decode(uper(node).encode(value))).toEqual({ ok: true, value });
        }),
        { numRuns: 25 },
      );
    },
  );
});
