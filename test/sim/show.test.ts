/** What a person reads of a run. */
import { describe, expect, test } from 'vitest';
import type { StatusLine } from '../../roadside/request.ts';
import { frameOf, prologue, report } from '../../sim/show.ts';
import type { Summary } from '../../sim/summary.ts';
import { render } from '../../sim/table.ts';
import { Tally } from '../../sim/tally.ts';
import { Drive } from '../roadside/drive.ts';

const summary: Summary = {
  ...{ granted: 1, refused: { certificateRevoked: 91, replayedSpdu: 5 }, safetyViolations: 0 },
  ambulance: { delaySeconds: { with: 8.3, without: 70.9 } },
  others: { delaySeconds: { with: 27.2, without: 20.7 } },
  attacks: { replay: { tried: 24, granted: 0 }, forgedRole: { tried: 155, granted: 3 } },
  ...{ commands: { acknowledged: 3, refused: 2 }, messages: { BSM: 16_089, MAP: 121 } },
};
const request: StatusLine = {
  ...{ vehicle: { tag: 'entityID', value: Uint8Array.of(0xa3, 0x17, 4, 1) }, requestID: 1, sequenceNumber: 1 },
  ...{ role: 'ambulance', inbound: { tag: 'lane', value: 12 }, outbound: undefined, eta: 0, duration: 0 },
  ...{ state: 'activeProcessing', status: 'processing' },
};
const { controller } = new Drive().run(20);
const view = (seconds: number, requests: readonly StatusLine[] = []) => ({
  ...{ seconds, tally: new Tally(), controller, requests, violations: 0 },
  ambulance: { metres: 120.4, speed: 15, status: undefined },
});

describe('the table', () => {
  const lines = (...args: Parameters<typeof view>) => render(frameOf(view(...args)), 79, 'plain');
  test('has a line for each fact, with its unit, none of them cut off in 80 columns', () => {
    const text = lines(7, [request]).join('\n');
    expect(text).not.toContain('…');
    for (const fact of [/time +7 s/, /ambulance +120 m before its stop line, 54 km\/h/, /its request +no answer yet/])
      expect(text).toMatch(fact);
    expect(text).toMatch(/request a3170401 #1 +ambulance on lane 12: processing/);
  });
  test('shows all phases, the green ones marked', () => {
    const shown = lines(7).find((l) => l.startsWith('phases'))!;
    for (const phase of [1, 2, 3, 4, 5, 6, 7, 8]) expect(shown).toContain(String(phase));
    expect(shown.match(/\[\d\]/g)).toHaveLength(2);
  });
  test('does not jump: facts stay on their lines, requests are added below', () => {
    const names = (text: string[]) => text.map((l) => l.slice(0, 19).trim());
    expect(names(lines(120, [request])).slice(0, -1)).toEqual(names(lines(7)));
  });
});

describe('the words around it', () => {
  test('first what will happen, in lines that fit', () => {
    const text = prologue(7, 120, 20, 50);
    for (const word of ['120 simulated seconds', 'seed 7', 'ambulance', 'attackers', 'certificates', 'twice'])
      expect(text).toContain(word);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(119);
  });
  test('then every number of the summary, under a name', () => {
    const text = report(summary, [], 7401.4, ['out/summary.json']);
    for (const line of [
      /ambulance +8\.3 s with priority, 70\.9 s without: 62\.6 s saved/,
      /the others, mean +27\.2 s with priority, 20\.7 s without/,
      /requests granted +1/,
      /commands +3 of the center carried out, 2 refused/,
      /safety rules broken +0/,
      /verified +7,401 messages a second/,
      /replay +0 of 24\n/,
      /forgedRole +3 of 155\n/,
      /certificateRevoked +91\n/,
      /BSM +16089\n/,
      / out\/summary\.json\n/,
    ])
      expect(text).toMatch(line);
    expect(text.trimEnd().endsWith('The ambulance got its green, and nobody else did.')).toBe(true);
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(100);
  });
  test('a failed run says so last, and never that all was well', () => {
    const delaySeconds = { with: null, without: 70.9 };
    const text = report({ ...summary, ambulance: { delaySeconds } }, ['It did not get through.'], 1, []);
    expect(text.trimEnd().split('\n').at(-1)).toBe('FAILED: It did not get through.');
    expect(text).toContain('never arrived with priority');
    expect(text).not.toContain('nobody else');
    expect(text).not.toContain('saved');
  });
});
