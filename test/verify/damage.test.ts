import { expect, test } from 'vitest';
import { unwrap, wrap } from '../../src/net/wsm.ts';
import { results } from '../../src/trust/result.ts';
import { TrustStore } from '../../src/trust/store.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { aca, at, crypto, ica, NOW, PSIDS, root } from '../pki.ts';
import { signed } from './srm.ts';

const store = new TrustStore({ crypto });
store.addAnchor(root.record);
for (const c of [ica, aca]) store.addAuthority(c.record);
const whole = wrap(PSIDS.srm, signed());

/** As a roadside unit takes a frame off the air: dropped, refused by name, or accepted. */
function take(frame: Uint8Array): string {
  const wsm = unwrap(frame);
  if (!wsm.ok) return 'dropped';
  const verdict = new Verifier({ crypto, clock: at(NOW), store }).verify(wsm.data, wsm.psid);
  if (!verdict.ok) expect(results).toHaveProperty(verdict.result);
  return verdict.ok ? 'accepted' : verdict.result;
}

test('the frame as it was sent is accepted', () => expect(take(whole)).toBe('accepted'));

test('cut off behind any octet it is dropped or refused', () => {
  for (let n = 0; n < whole.length; n++) expect(take(whole.subarray(0, n)), `cut at ${n}`).not.toBe('accepted');
});

test('with any one bit flipped it is dropped or refused', () => {
  const accepted: Uint8Array[] = [];
  for (let i = 0; i < whole.length; i++)
    for (let bit = 0; bit < 8; bit++) {
      const hurt = whole.slice();
      hurt[i]! ^= 1 << bit;
      if (take(hurt) === 'accepted') accepted.push(hurt);
    }
  // The one exception is none: R said as a compressed point instead of its x is the same signature of the same message.
  const tag = whole.length - 65;
  for (const frame of accepted) {
    expect(frame.subarray(0, tag)).toEqual(whole.subarray(0, tag));
    expect(frame.subarray(tag + 1)).toEqual(whole.subarray(tag + 1));
    const v = new Verifier({ crypto, clock: at(NOW), store });
    const open = (f: Uint8Array) => {
      const wsm = unwrap(f);
      return wsm.ok ? v.verify(wsm.data, wsm.psid) : wsm;
    };
    expect(open(whole)).toMatchObject({ ok: true });
    expect(open(frame)).toMatchObject({ result: 'replayedSpdu' });
  }
});

test('R stated with the wrong sign is refused where more hangs on a message than its price', () => {
  const forms = [0x82, 0x83].map((tag) => {
    const frame = whole.slice();
    frame[frame.length - 65] = tag;
    return take(frame);
  });
  expect(forms.sort()).toEqual(['accepted', 'cryptoVerificationFailure']);
});

test('with any octet replaced, left out or doubled it is dropped or refused', () => {
  for (let i = 0; i < whole.length; i++) {
    const head = whole.subarray(0, i);
    for (const [how, frame] of [
      ['inverted', [...head, whole[i]! ^ 0xff, ...whole.subarray(i + 1)]],
      ['left out', [...head, ...whole.subarray(i + 1)]],
      ['doubled', [...head, whole[i]!, ...whole.subarray(i)]],
    ] as const)
      expect(take(Uint8Array.from(frame)), `octet ${i} ${how}`).not.toBe('accepted');
  }
});
