import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../asn1/hex.ts';
import { EDITIONS, frames } from '../../../asn1/j2735/edition.ts';
import { MessageFrame } from '../../../asn1/j2735/frame.ts';
import { MESSAGE_NAMES, nameOf } from '../../../asn1/j2735/number.ts';
import { jer } from '../../../asn1/jer.ts';
import { uper } from '../../../asn1/uper.ts';

const frame = uper(MessageFrame);
const kept = (index: number, octets: string): MessageFrame => ({
  tag: '?',
  value: { index, octets: fromHex(octets) },
});
const read = new Map(MessageFrame.kind === 'byId' ? MessageFrame.cases.map((c) => [c.id, c.name]) : []);
const opaque = Object.keys(MESSAGE_NAMES)
  .map(Number)
  .filter((id) => !read.has(id));

describe('the numbers of messages', () => {
  it('are those of 2024-09: 18 to 50, and 240 to 255 for tests', () => {
    const all = [...Array(33).keys()].map((n) => n + 18).concat([...Array(16).keys()].map((n) => n + 240));
    expect(Object.keys(MESSAGE_NAMES).map(Number)).toEqual(all);
    expect(new Set(Object.values(MESSAGE_NAMES)).size).toBe(all.length);
  });
  it('have the names of the messages that are read', () => {
    expect(read.size).toBe(13);
    for (const [id, name] of read) expect(MESSAGE_NAMES[id]).toBe(name);
  });
  it.each(opaque.map((id) => [id, MESSAGE_NAMES[id]]))('%i, %s: named, and kept octet for octet', (id, name) => {
    // Lengths of one octet and of two, and in fragments from 16384 octets on.
    for (const octets of ['00', 'c0ffee', '5a'.repeat(200), 'a5'.repeat(20_000)]) {
      const value = kept(Number(id), octets);
      const wire = frame.encode(value);
      expect(frame.read(wire)).toEqual(value);
      expect(toHex(frame.encode(frame.read(wire)))).toBe(toHex(wire));
      expect(jer(MessageFrame).to(value)).toEqual({ messageId: id, value: octets });
    }
    expect(nameOf(kept(Number(id), '00'))).toBe(name);
  });
  it('that SAE has not given out are kept as well, and have no name', () => {
    for (const id of [0, 17, 51, 239, 256, 32_767]) {
      const wire = frame.encode(kept(id, 'c0ffee'));
      for (const edition of EDITIONS) expect(uper(frames[edition]).read(wire)).toEqual(kept(id, 'c0ffee'));
      expect(nameOf(kept(id, '00'))).toBeUndefined();
    }
  });
  it('name what was read', () => {
    const request: MessageFrame = {
      tag: 'SignalRequestMessage',
      value: { second: 0, requestor: { id: { tag: 'stationID', value: 1 } } },
    };
    expect(nameOf(frame.read(frame.encode(request)))).toBe('SignalRequestMessage');
  });
});
