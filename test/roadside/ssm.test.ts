import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import type { StatusLine } from '../../roadside/request.ts';
import { ssmOf } from '../../roadside/ssm.ts';
import { statusTable } from '../../roadside/states.ts';
import { dSecond, fromMinuteOfTheYear, minuteOfTheYear } from '../../src/time.ts';
import { NOW } from '../pki.ts';

const frames = uper(MessageFrame);
const here = { region: 3, id: 7001 };
const line = (change: Partial<StatusLine> = {}): StatusLine => ({
  vehicle: { tag: 'entityID', value: Uint8Array.of(1, 2, 3, 4) },
  ...{ requestID: 9, sequenceNumber: 5, role: 'ambulance' },
  ...{ inbound: { tag: 'lane', value: 2 }, outbound: { tag: 'lane', value: 14 } },
  ...{ eta: NOW + 12_345e3, duration: 10_000, state: 'activeProcessing', status: 'processing' },
  ...change,
});
/** Through UPER and back. */
function heard(lines: readonly StatusLine[], sequence = 1, now = NOW) {
  const ssm = ssmOf(here, lines, sequence, now);
  if (!ssm) return undefined;
  const frame = frames.read(frames.encode({ tag: 'SignalStatusMessage', value: ssm }));
  return frame.tag === 'SignalStatusMessage' ? frame.value : undefined;
}

test('with nothing to say nothing is said', () => {
  expect(heard([])).toBeUndefined();
});
test('a line says who asked, for what, when it is expected, and what becomes of it', () => {
  const ssm = heard([line()], 130)!;
  expect(ssm).toMatchObject({ timeStamp: minuteOfTheYear(NOW), second: dSecond(NOW), sequenceNumber: 2 });
  expect(ssm.status).toHaveLength(1);
  expect(ssm.status[0]).toMatchObject({ id: here, sequenceNumber: 2 });
  const [said] = ssm.status[0]!.sigStatus;
  expect(said).toMatchObject({
    requester: { id: line().vehicle, request: 9, sequenceNumber: 5, role: 'ambulance' },
    inboundOn: { tag: 'lane', value: 2 },
    outboundOn: { tag: 'lane', value: 14 },
    duration: 10_000,
    status: 'processing',
  });
  expect(fromMinuteOfTheYear(said!.minute!, said!.second!, NOW)).toBe(NOW + 12_345e3);
});
test('every status that the desk gives has its word, in the order given', () => {
  const states = Object.entries(statusTable).map(([state, status], requestID) =>
    line({ state: state as StatusLine['state'], status, requestID }),
  );
  expect(heard(states)!.status[0]!.sigStatus.map(({ status }) => status)).toEqual(Object.values(statusTable));
});
test('A11: a role or an access point of a later edition does not keep the others from being answered', () => {
  const later = { tag: '?', value: { index: 3, octets: Uint8Array.of(1) } } as unknown as StatusLine['inbound'];
  const [first, second] = heard([line({ role: '?23', inbound: later, outbound: later }), line()])!.status[0]!.sigStatus;
  expect(first).toMatchObject({ requester: { request: 9, role: undefined }, inboundOn: later, outboundOn: later });
  expect(second).toMatchObject({ requester: { request: 9, role: 'ambulance' } });
});
test('32 lines are the most; the best ranked come first and stay', () => {
  const many = Array.from({ length: 40 }, (_, requestID) => line({ requestID }));
  const said = heard(many)!.status[0]!.sigStatus;
  expect(said.map(({ requester }) => requester!.request)).toEqual(many.slice(0, 32).map((l) => l.requestID));
});
test('whatever a request held, its line goes over the air', () => {
  const any = fc.record({
    requestID: fc.nat(255),
    sequenceNumber: fc.nat(127),
    duration: fc.nat(60_000),
    eta: fc.integer({ min: 1, max: 600e6 }).map((ahead) => NOW + ahead),
    vehicle: fc.oneof(
      fc.nat(2 ** 31).map((value) => ({ tag: 'stationID', value }) as const),
      fc.uint8Array({ minLength: 4, maxLength: 4 }).map((value) => ({ tag: 'entityID', value }) as const),
    ),
    inbound: fc.oneof(
      fc.nat(255).map((value) => ({ tag: 'lane', value }) as const),
      fc.nat(15).map((value) => ({ tag: 'approach', value }) as const),
      fc.nat(255).map((value) => ({ tag: 'connection', value }) as const),
    ),
  });
  fc.assert(
    fc.property(any, (change) => {
      const [said] = heard([line(change)])!.status[0]!.sigStatus;
      expect(said!.requester).toMatchObject({ id: change.vehicle, request: change.requestID });
      expect(said!.inboundOn).toEqual(change.inbound);
    }),
  );
});
