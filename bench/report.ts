/** Figures for machines and for people. */
import { cpus, platform } from 'node:os';

export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  /** What it is held against; null for a reference itself. A figure with two references stands here twice. */
  readonly reference: string | null;
  /** Cost of ours over cost of the reference: its perSecond over ours. */
  readonly ratio: number | null;
}

/** A figure for each reference, then the references themselves. */
export function figures(
  name: string,
  references: readonly string[],
  rates: ReadonlyMap<string, number>,
): readonly Figure[] {
  const own = rates.get(name)!;
  const present = references.filter((r) => rates.has(r));
  return [
    ...present.map((r) => ({ name, perSecond: own, reference: r, ratio: rates.get(r)! / own })),
    ...present.map((r) => ({ name: r, perSecond: rates.get(r)!, reference: null, ratio: null })),
  ];
}

/** Exactly one object, on one line. */
export function json(all: readonly Figure[]): string {
  return `${JSON.stringify({ figures: all })}\n`;
}

export function table(all: readonly Figure[], openssl: string | undefined): string {
  const head = ['figure', 'per second', 'µs', 'reference', 'its cost × ratio = ours'];
  const rows = all.map((f) => [
    f.reference === null ? `  ${f.name}` : f.name,
    Math.round(f.perSecond).toLocaleString('en'),
    (1e6 / f.perSecond).toFixed(1),
    f.reference ?? '',
    f.ratio === null ? '' : f.ratio.toFixed(2),
  ]);
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((c, i) => (i === 1 || i === 2 ? c.padStart(widths[i]!) : c.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line), '', ...facts(openssl), ''].join('\n');
}

/** The machine: a figure is worth nothing without it. */
function facts(openssl: string | undefined): readonly string[] {
  const [cpu] = cpus();
  return [
    'ratio: cost of one of ours over cost of one of the reference; 1.00 is as fast, lower is better',
    `node ${process.version} (OpenSSL ${process.versions.openssl} inside), ${openssl ?? 'no openssl program'}`,
    `${cpu?.model ?? 'unknown processor'}, ${cpus().length} × ${platform()} ${process.arch}, one thread used`,
  ];
}
