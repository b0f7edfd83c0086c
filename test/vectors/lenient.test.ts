/** What the field deviates in, as recorded: the lenient mode reads it and says so, the strict one refuses it. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../asn1/hex.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';

type Item = {
  readonly id: string;
  readonly hex: string;
  readonly mutation?: string;
  /** Cut off at the same number of characters everywhere: half an octet may be left over. */
  readonly trailingHexInSource?: string;
};
const vectors = new URL('../../../shared/vectors/roadside/', import.meta.url);
const absent = existsSync(vectors) ? '' : ' (skipped: no vectors beside the project)';
const items = (name: string): readonly Item[] =>
  absent ? [] : JSON.parse(readFileSync(new URL(`${name}.json`, vectors), 'utf8')).items;
const frames = uper(MessageFrame);

describe.skipIf(absent)(`octets behind a message, as senders and their logs leave them${absent}`, () => {
  const all = ['srm', 'ssm', 'map', 'tim', 'bsm']
    .flatMap(items)
    .filter((i) => (i.trailingHexInSource?.length ?? 0) > 1);
  it('are in 43 recordings', () => expect(all).toHaveLength(43));
  it.each(all.map((i) => [i.id, i] as const))('%s', (_, { hex, trailingHexInSource }) => {
    const octets = fromHex(`${hex}${trailingHexInSource}`.slice(0, (hex.length + trailingHexInSource!.length) & ~1));
    expect(frames.decode(octets)).toMatchObject({ ok: false, malformed: { code: 'trailing', octet: hex.length / 2 } });
    const got = frames.lenient(octets);
    expect(got.ok && got.value).toEqual(frames.read(fromHex(hex)));
    expect(got.deviations.map((d) => [d.deviance, d.octet])).toEqual([['trailing', hex.length / 2]]);
  });
});

describe.skipIf(absent)(`malformed frames${absent}`, () => {
  /** All else that strict reading refuses has no one meaning, and is refused either way. */
  const readable = new Map([
    ['append-two-octets', 'trailing'],
    ['pad-inside-open-type', 'surplus'],
    ['neg-real-srm-trailing-0', 'trailing'],
    ['neg-real-srm-trailing-200', 'trailing'],
    // Not a MessageFrame at all: what looks like one of message 896 ends early.
    ['neg-real-spdu-short-srm', 'trailing'],
  ]);
  it.each(items('negative').map((i) => [i.id, i] as const))('%s', (id, { hex, mutation }) => {
    const strict = frames.decode(fromHex(hex));
    const lenient = frames.lenient(fromHex(hex));
    const deviance = lenient.deviations.map((d) => d.deviance).join();
    if (strict.ok) expect(lenient).toEqual({ ...strict, deviations: [] });
    // A short message under the number of another may read as that one with octets to spare.
    else if (mutation === 'wrong-message-id')
      expect([lenient.ok, deviance]).toEqual([lenient.ok, lenient.ok ? 'surplus' : '']);
    else expect([lenient.ok, deviance]).toEqual([readable.has(mutation ?? id), readable.get(mutation ?? id) ?? '']);
  });
});
