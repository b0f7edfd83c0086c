/** A little of the differential run (README.md beside this file) with every test run, where the tools are set up. */
import { afterAll, describe, expect, it } from 'vitest';
import { missing, Peer, type PeerName } from './peer.ts';
import { run, titled } from './run.ts';
import { SUBJECTS } from './subjects.ts';
import { dissect, EVERY_KIND, tsharkMissing } from './tshark.ts';

const COUNT = 100;
const SEED = 1609;

for (const name of ['rasn', 'pycrate'] as const satisfies readonly PeerName[]) {
  const why = missing(name);
  describe.skipIf(why)(`${name} and we agree${why ? ` (skipped: ${why})` : ''}`, () => {
    const peer = why ? undefined : new Peer(name);
    afterAll(() => peer?.stop());
    const subjects = SUBJECTS.filter((s) => s.peer === name);
    it.each(subjects.map((s) => [titled(s), s] as const))('on %s, but for what is known', async (_, subject) => {
      const outcome = await run(subject, peer!, COUNT, SEED);
      expect(outcome.unexplained.slice(0, 3)).toEqual([]);
      expect(outcome.tried).toBe(COUNT);
      // A fault that was known and is gone has to leave known.ts.
      if (subject.fault) expect(outcome.known).not.toEqual({});
      else if (outcome.octets < COUNT) expect(Object.keys(outcome.known)).toContainEqual(expect.stringMatching(name));
    });
  });
}

const why = tsharkMissing();
it.skipIf(why)(`tshark dissects every kind of data without a mark${why ? ` (skipped: ${why})` : ''}`, async () => {
  const tried = 10 * COUNT;
  expect(await dissect(EVERY_KIND, tried, SEED)).toMatchObject({ tried, dissected: tried, unexplained: [] });
});
