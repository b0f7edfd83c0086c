/** What a sender adds to an SPDU: its certificate when it is due, and what others have it say. */
import { describe, expect, test } from 'vitest';
import { Events } from '../../sim/events.ts';
import { LONGEST_WSM, unwrap } from '../../src/net/wsm.ts';
import { type Additions, Sender } from '../../src/secure/sender.ts';
import { parse } from '../../src/verify/parse.ts';
import { crypto, device, keys, NOW, PSIDS } from '../pki.ts';

const car = device([{ psid: PSIDS.bsm, ssp: undefined }]);
function sending(addTo?: ConstructorParameters<typeof Sender>[1]) {
  const events = new Events(NOW);
  const frames: Uint8Array[] = [];
  const radio = { send: (frame: Uint8Array) => void frames.push(frame), receive: () => {} };
  const sender = new Sender({ clock: events, radio, crypto, keys }, addTo);
  const send = (payload = new Uint8Array(40)) => {
    sender.send(PSIDS.bsm, payload, car);
    const wsm = unwrap(frames.at(-1)!);
    const parsed = wsm.ok ? parse(wsm.data, wsm.psid) : undefined;
    if (!parsed?.ok) throw new Error('not sent');
    return parsed;
  };
  return { events, send };
}
const header = { p2pcdLearningRequest: Uint8Array.of(1, 2, 3) };

describe('a sender', () => {
  test('shows its certificate at first and when it is due, and adds nothing by itself', () => {
    const { events, send } = sending();
    const forms = Array.from({ length: 11 }, () => {
      const { signer, header } = send();
      expect(header.p2pcdLearningRequest ?? header.requestedCertificate ?? header.inlineP2pcdRequest).toBeUndefined();
      events.runUntil(events.now() + 0.1e6);
      return signer.tag;
    });
    expect(forms.flatMap((f, n) => (f === 'certificate' ? [n] : []))).toEqual([0, 5, 10]);
  });
  test('says what it is told to say, and shows its certificate to who asked for it', () => {
    const said: (Additions | undefined)[] = [undefined, { header, whole: false }, { header: {}, whole: true }];
    const asked: unknown[][] = [];
    const { send } = sending((...about) => {
      asked.push(about);
      return said.shift();
    });
    const all = [send(), send(), send(), send()].map((p) => [p.signer.tag, p.header.p2pcdLearningRequest?.length]);
    expect(all).toEqual([
      ['certificate', undefined],
      ['digest', 3],
      ['certificate', undefined],
      ['digest', undefined],
    ]);
    expect(asked.map(([psid, signer]) => [psid, signer === car.record])).toEqual(Array(4).fill([PSIDS.bsm, true]));
  });
  test('has room left for all that it asked for; with none it asks for nothing', () => {
    let asked: number | undefined;
    const certificate = { value: car.record.value, octets: car.record.octets };
    const { send } = sending((_, __, room) => {
      asked = room;
      const extns = [new Uint8Array(room - 110 - car.record.octets.length)];
      const contributedExtensions = [{ contributorId: 200, extns }];
      return { header: { requestedCertificate: certificate, contributedExtensions }, whole: true };
    });
    for (const octets of [0, 1000, 1500]) {
      const sent = send(new Uint8Array(octets));
      expect(sent.header.requestedCertificate?.octets).toEqual(car.record.octets);
      expect(asked).toBe(LONGEST_WSM - 256 - octets - car.record.octets.length);
    }
    asked = undefined;
    send(new Uint8Array(LONGEST_WSM - 256 - car.record.octets.length));
    expect(asked).toBeUndefined();
  });
});
