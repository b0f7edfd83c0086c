import { describe, expect, it } from 'vitest';
import { toHex } from '../../../asn1/hex.ts';
import { MessageFrame } from '../../../asn1/j2735/frame.ts';
import { jer } from '../../../asn1/jer.ts';
import { uper } from '../../../asn1/uper.ts';
import { roadsideSuites } from '../../../src/vectors/roadside.ts';
import { absent, files } from './material.ts';

const frame = uper(MessageFrame);
const json = jer(MessageFrame);

describe.skipIf(absent).each(files)(`messages of others: $name of $folder${absent}`, ({ items }) => {
  it('has some', () => expect(items.length).toBeGreaterThan(0));
  it.each(items.map((i) => [i.id, i] as const))('%s is read as its sender meant it and keeps its octets', (_, item) => {
    expect(roadsideSuites.srm!({ ...item })).toBeUndefined();
  });
  it.each(items.map((i) => [i.id, i] as const))('%s is made from its JER', (_, { hex, decoded }) => {
    expect(toHex(frame.encode(json.from(decoded)))).toBe(hex);
  });
});

// The suites also run over files nobody here has seen: what they find wrong has to say where.
describe('a suite of road messages', () => {
  const suite = roadsideSuites.srm!;
  const value = {
    tag: 'SignalRequestMessage',
    value: { second: 7, requestor: { id: { tag: 'stationID', value: 42 } } },
  } as const;
  const request = { hex: toHex(frame.encode(value)), decoded: json.to(value) };

  it('passes a message that is what it is said to be', () => expect(suite(request)).toBeUndefined());
  it('names the field that differs', () => {
    const decoded = { messageId: 29, value: { second: 8, requestor: { id: { stationID: 42 } } } };
    expect(suite({ ...request, decoded })).toBe('value.second: expected 8, got 7');
  });
  it('names a field that is missing and one that is too many', () => {
    const none = { messageId: 29, value: { requestor: { id: { stationID: 42 } } } };
    expect(suite({ ...request, decoded: none })).toBe('value.second: expected nothing, got 7');
    const more = { messageId: 29, value: { second: 7, timeStamp: 1, requestor: { id: { stationID: 42 } } } };
    expect(suite({ ...request, decoded: more })).toBe('value.timeStamp: expected 1, got nothing');
  });
  it('says why a message cannot be read', () => {
    expect(suite({ ...request, hex: request.hex.slice(0, -2) })).toMatch(/^not read: octet \d+.*\(short\)$/);
  });
  it('says what an item lacks', () => {
    expect(suite({ decoded: {} })).toMatch(/^hex: /);
    expect(suite({ hex: request.hex })).toMatch(/^decoded: /);
  });
});
