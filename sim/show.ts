/** The run as a person watches it: a table that lives while it runs, and what it came to. */
import { toHex } from '../asn1/hex.ts';
import { phasesIn } from '../roadside/rings.ts';
import type { Summary } from './summary.ts';
import type { Cell, Frame, Tone } from './table.ts';
import type { View } from './world.ts';

const TONES = { granted: 'good', rejected: 'bad', maxPresence: 'bad', reserviceLocked: 'warn' } as const;

/** One fact a line, so that a narrow terminal cuts off words and not facts; requests last, as they come and go. */
export function frameOf({ seconds, tally, controller, requests, ambulance, violations }: View): Frame {
  const greens: readonly number[] = phasesIn(controller.readBack().greens);
  const lamps = Object.keys(controller.plan.phases).map((p) => (greens.includes(Number(p)) ? `[${p}]` : ` ${p} `));
  const tries = [...tally.attacks.values()];
  const tried = tries.reduce((n, t) => n + t.tried, 0);
  const hurt = tries.reduce((n, t) => n + t.granted, 0);
  const { status } = ambulance ?? {};
  const rows: Cell[][] = [
    ['time', `${String(seconds).padStart(3)} s`],
    ['phases, [green]', lamps.join('')],
    ['ambulance', ambulance ? where(ambulance.metres, ambulance.speed) : 'not on the road'],
    ['its request', ambulance ? { text: status ?? 'no answer yet', tone: toneOf(status) } : ''],
    ['messages on the air', String(sum(tally.messages)).padStart(6)],
    ['refused by the unit', String(sum(tally.refused)).padStart(6)],
    ['attacks', `${String(tried).padStart(6)} tried, ${hurt} had an effect`],
    ['safety rules broken', { text: String(violations).padStart(6), tone: violations === 0 ? 'good' : 'bad' }],
    ...requests.map((r): Cell[] => [
      `request ${typeof r.vehicle.value === 'number' ? r.vehicle.value : toHex(r.vehicle.value)} #${r.requestID}`,
      { text: `${r.role ?? 'no role'} on ${r.inbound.tag} ${r.inbound.value}: ${r.status}`, tone: toneOf(r.status) },
    ]),
  ];
  return { title: 'with priority', columns: [{ title: 'what' }, { title: 'now' }], rows };
}
const toneOf = (status: string | undefined): Tone => TONES[status as keyof typeof TONES] ?? 'dim';
const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
function where(metres: number, speed: number): string {
  const place = metres >= 0 ? `${String(Math.round(metres)).padStart(3)} m before its stop line` : 'through';
  return `${place}, ${Math.round(speed * 3.6)} km/h`;
}

/** What is about to happen, for who reads it for the first time. */
export function prologue(seed: number, seconds: number, cars: number, others: number): string {
  return [
    `An intersection for ${seconds} simulated seconds, seed ${seed}: ${cars} cars with a radio and ${others} without, an ambulance that`,
    'asks for green, a traffic center that gives commands, and attackers who want the same without the right to it.',
    'First everybody gets certificates; then the same traffic runs twice, without priority for the ambulance and with.',
    '',
    '',
  ].join('\n');
}

/** The summary in words. `rate` is what this machine verified a second: the one number here that is not in the file. */
export function report(summary: Summary, failures: readonly string[], rate: number, files: readonly string[]): string {
  const { ambulance, others, attacks, commands, refused, messages, granted, safetyViolations } = summary;
  const { with: fast, without: slow } = ambulance.delaySeconds;
  const saved = fast === null || slow === null ? '' : `: ${(slow - fast).toFixed(1)} s saved`;
  const lost = (s: number | null): string => (s === null ? 'never arrived' : `${s.toFixed(1)} s`);
  const each = (o: Readonly<Record<string, number>>): string[] => rows(Object.entries(o).map(([k, n]) => [k, `${n}`]));
  const tries = Object.entries(attacks).map(([kind, t]): [string, string] => [kind, `${t.granted} of ${t.tried}`]);
  const lines = [
    '',
    'Delay: time lost against driving freely',
    ...rows([
      ['ambulance', `${lost(fast)} with priority, ${lost(slow)} without${saved}`],
      [
        'the others, mean',
        `${lost(others.delaySeconds.with)} with priority, ${lost(others.delaySeconds.without)} without`,
      ],
    ]),
    'The roadside unit',
    ...rows([
      ['requests granted', `${granted}, each said only after the green was read back from the lamps`],
      ['commands', `${commands.acknowledged} of the center carried out, ${commands.refused} refused`],
      ['safety rules broken', `${safetyViolations}, as seen by a monitor of the lamps in both runs`],
      ['verified', `${Math.round(rate).toLocaleString('en')} messages a second on one core of this machine`],
    ]),
    'Attacks that had an effect, of those tried',
    ...rows(tries),
    'Refused by the roadside unit, by reason',
    ...each(refused),
    'Messages on the air',
    ...each(messages),
    'Files',
    ...files.map((file) => `  ${file}`),
    '',
    ...(failures.length > 0
      ? failures.map((f) => `FAILED: ${f}`)
      : ['The ambulance got its green, and nobody else did.']),
  ];
  return `${lines.join('\n')}\n`;
}
/** Names and values in two columns, indented; numbers to the right of their column where all are alone. */
function rows(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const names = Math.max(0, ...pairs.map(([name]) => name.length));
  const numbers = pairs.every(([, value]) => /^\d+( of \d+)?$/.test(value));
  const values = numbers ? Math.max(0, ...pairs.map(([, value]) => value.length)) : 0;
  return pairs.map(([name, value]) => `  ${name.padEnd(names)}  ${value.padStart(values)}`);
}
