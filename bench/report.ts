/** Figures for machines and for people. */
import { cpus, platform } from 'node:os';

export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  /** What it is held against; null for a reference itself. A figure with two references stands here twice. */
  readonly reference: string | null;
  /** Cost of ours over cost of the reference: its perSecond over ours. */
  readonly ratio: number | null;
  /** What else its side had to say (`megabytes`). */
  readonly [fact: string]: string | number | null;
}
/** What sides had to say beside their rates, by their names. */
export type Facts = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** A figure for each reference, then the references themselves. */
export function figures(
  name: string,
  references: readonly string[],
  rates: ReadonlyMap<string, number>,
  facts: Facts = new Map(),
): readonly Figure[] {
  const own = rates.get(name)!;
  const present = references.filter((r) => rates.has(r));
  return [
    ...present.map((r) => ({ name, perSecond: own, reference: r, ratio: rates.get(r)! / own, ...facts.get(name) })),
    ...present.map((r) => ({ name: r, perSecond: rates.get(r)!, reference: null, ratio: null, ...facts.get(r) })),
  ];
}

/** Exactly one object, on one line. */
export function json(all: readonly Figure[]): string {
  return `${JSON.stringify({ figures: all })}\n`;
}

/** A line for each figure and reference, both costs in it. */
export function table(all: readonly Figure[], openssl: string | undefined): string {
  const head = ['figure', 'per second', 'µs', 'reference', 'its µs', 'ratio'];
  const rows = all.flatMap((f) =>
    f.reference === null || f.ratio === null
      ? []
      : [
          [
            f.name,
            count(f.perSecond),
            micros(f.perSecond),
            f.reference,
            micros(f.perSecond * f.ratio),
            // Two digits that say something, also where we take a hundredth.
            f.ratio < 0.1 ? f.ratio.toPrecision(2) : f.ratio.toFixed(2),
          ],
        ],
  );
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]!.length)));
  const text = new Set([0, 3]);
  const line = (cells: readonly string[]): string =>
    cells.map((c, i) => (text.has(i) ? c.padEnd(widths[i]!) : c.padStart(widths[i]!))).join('  ');
  // One figure stands beside all its references: its name is said once.
  const said = rows.map((r, i) => (r[0] === rows[i - 1]?.[0] ? ['', '', '', ...r.slice(3)] : r));
  return [line(head), ...said.map(line), '', ...beside(all), ...machine(openssl), ''].join('\n');
}
/** A line for each figure that has more to say, and an empty one behind them. */
function beside(all: readonly Figure[]): readonly string[] {
  const lines = all.flatMap(({ name, perSecond, reference, ratio, ...facts }) => {
    const said = Object.entries(facts).map(([fact, value]) => `${Number(value).toLocaleString('en')} ${fact}`);
    return said.length === 0 ? [] : [`${name}: ${said.join(', ')}`];
  });
  return lines.length === 0 ? [] : [...new Set(lines), ''];
}
const count = (perSecond: number): string =>
  perSecond < 100 ? perSecond.toPrecision(3) : Math.round(perSecond).toLocaleString('en');
const micros = (perSecond: number): string =>
  (1e6 / perSecond).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: perSecond > 1e5 ? 2 : 1 });

/** The machine: a figure is worth nothing without it. */
function machine(openssl: string | undefined): readonly string[] {
  const [cpu] = cpus();
  return [
    'ratio: cost of one of ours over cost of one of the reference; 1.00 is as fast, lower is better',
    `node ${process.version} (OpenSSL ${process.versions.openssl} inside), ${openssl ?? 'no openssl program'}`,
    `${cpu?.model ?? 'unknown processor'}, ${cpus().length} × ${platform()} ${process.arch}; one thread, but all of them where a figure or its reference says all-cores`,
  ];
}
