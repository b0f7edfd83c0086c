/** The run as a person watches it: a table that lives while it runs, and what it came to. */
import { phasesIn } from '../roadside/rings.ts';
import type { Summary } from './summary.ts';
import type { Cell, Frame } from './table.ts';
import type { View } from './world.ts';

const TONES = { granted: 'good', rejected: 'bad', maxPresence: 'bad', reserviceLocked: 'warn' } as const;

export function frameOf({ seconds, tally, controller, requests, ambulance, violations }: View): Frame {
  const greens: readonly number[] = phasesIn(controller.readBack().greens);
  const lamps = controller.plan.phases;
  const of = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
  const tries = [...tally.attacks.values()];
  const facts: (readonly [string, Cell])[] = [
    ['time', `${seconds} s`],
    [
      'green',
      Object.keys(lamps)
        .map((p) => (greens.includes(Number(p)) ? `[${p}]` : ` ${p} `))
        .join(''),
    ],
    ['ambulance', ambulance ? where(ambulance.metres, ambulance.speed, ambulance.status) : 'not on the road'],
    ['messages', of(tally.messages)],
    ['refused', of(tally.refused)],
    ['attacks', `${tries.reduce((n, t) => n + t.tried, 0)} tried, ${tries.reduce((n, t) => n + t.granted, 0)} granted`],
    ['safety violations', violations === 0 ? { text: '0', tone: 'good' } : { text: String(violations), tone: 'bad' }],
  ];
  return {
    title: 'wavetrust: one intersection, two minutes',
    facts,
    columns: [{ title: 'request' }, { title: 'role' }, { title: 'from' }, { title: 'status' }],
    rows: requests.map((r): Cell[] => [
      `${typeof r.vehicle.value === 'number' ? r.vehicle.value : Buffer.from(r.vehicle.value).toString('hex')} #${r.requestID}`,
      r.role ?? '-',
      `${r.inbound.tag} ${r.inbound.value}`,
      { text: r.status, tone: TONES[r.status as keyof typeof TONES] ?? 'dim' },
    ]),
  };
}
function where(metres: number, speed: number, status: string | undefined): string {
  const place = metres >= 0 ? `${Math.round(metres)} m before the line` : 'through';
  return `${place}, ${Math.round(speed * 3.6)} km/h, ${status ?? 'no answer yet'}`;
}

/** The summary in words. `rate` is what this machine verified a second: the one number here that is not in the file. */
export function report(summary: Summary, failures: readonly string[], rate: number, files: readonly string[]): string {
  const { ambulance, others, attacks, commands, refused, messages } = summary;
  const { with: fast, without: slow } = ambulance.delaySeconds;
  const saved = fast !== null && slow !== null ? (slow - fast).toFixed(1) : '?';
  const list = (o: Readonly<Record<string, number>>): string =>
    Object.entries(o)
      .map(([k, n]) => `${k} ${n}`)
      .join(', ');
  const lines = [
    `requests granted      ${summary.granted}`,
    `refused by reason     ${list(refused) || 'none'}`,
    `ambulance             saved ${saved} s (delay ${fast ?? '?'} s with priority, ${slow ?? '?'} s without)`,
    `others                mean delay ${others.delaySeconds.with} s with, ${others.delaySeconds.without} s without`,
    `attacks               ${Object.entries(attacks)
      .map(([k, t]) => `${k} ${t.granted}/${t.tried}`)
      .join(', ')} granted/tried`,
    `commands              ${commands.acknowledged} acknowledged, ${commands.refused} refused`,
    `messages              ${list(messages)}`,
    `verified              ${Math.round(rate).toLocaleString('en')} messages per second on one core of this machine`,
    `safety violations     ${summary.safetyViolations}`,
    `written               ${files.join(', ')}`,
    '',
    ...(failures.length > 0
      ? failures.map((f) => `FAILED: ${f}`)
      : ['The ambulance got its green, and nobody else did.']),
  ];
  return `${lines.join('\n')}\n`;
}
