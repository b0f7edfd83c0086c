/**
 * A table that lives in the terminal: redrawn in place, in one write a frame, and only where somebody looks (a TTY).
 * What it shows came over the air in part, so no octet of a text may steer the terminal.
 */

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong';
export type Cell = string | number | { readonly text: string; readonly tone: Tone };
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}
export interface Frame {
  readonly title: string;
  /** Named values above the table, such as the simulated time. */
  readonly facts?: readonly (readonly [name: string, value: Cell])[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}
/** The part of process.stdout that is used. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}
export type Style = 'plain' | 'pretty';
export interface LiveTable {
  draw(frame: Frame): void;
  /** Leaves the last frame standing and gives the cursor back. */
  close(): void;
}

const ESC = '\u001b[';
const TONES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', warn: '33', dim: '2', strong: '1' };

/** A table on a screen; on what is no TTY it writes nothing. `plain` has neither colour nor lines. */
export function liveTable(screen: Screen, style: Style = 'pretty'): LiveTable {
  let drawn = 0;
  let last = '';
  let open = screen.isTTY === true;
  return {
    draw(frame) {
      if (!open) return;
      const width = Math.max(1, (screen.columns ?? 80) - 1);
      // A frame higher than the screen would scroll, and the cursor could not come back to its top.
      const lines = fitHeight(render(frame, width, style), Math.max(1, (screen.rows ?? 24) - 1));
      const text = lines.map((line) => `${line}${ESC}K\n`).join('');
      if (text === last) return;
      const home = drawn > 0 ? `${ESC}${drawn}A\r` : `${ESC}?25l`;
      // Mode 2026 asks a terminal that knows it to show the frame at once; lines are overwritten, never cleared first.
      screen.write(`${ESC}?2026h${home}${text}${ESC}J${ESC}?2026l`);
      drawn = lines.length;
      last = text;
    },
    close() {
      if (open && drawn > 0) screen.write(`${ESC}?25h`);
      open = false;
    },
  };
}

const fitHeight = (lines: string[], height: number): string[] =>
  lines.length <= height ? lines : [...lines.slice(0, height - 1), `… ${lines.length - height + 1} more lines`];

/** The lines of a frame, none wider than `width` columns. */
export function render(frame: Frame, width: number, style: Style): string[] {
  const pretty = style === 'pretty';
  const titles = frame.columns.map(({ title }) => fit(title, Number.POSITIVE_INFINITY));
  const table = frame.rows.map((row) => frame.columns.map((_, n) => textOf(row[n] ?? '')));
  const widths = titles.map((title, n) => Math.max(columnsOf(title), ...table.map((row) => columnsOf(row[n]!))));
  const line = (texts: readonly string[], toneOf: (n: number) => Tone | undefined): string => {
    let left = width;
    let out = '';
    for (let n = 0; n < texts.length && left > 0; n++) {
      const gap = n === 0 ? '' : '  '.slice(0, left);
      left -= gap.length;
      const text = fit(texts[n]!, Math.min(left, widths[n]!));
      const pad = ' '.repeat(Math.min(left, widths[n]!) - columnsOf(text));
      const right = frame.columns[n]!.align === 'right';
      out += gap + (right ? pad : '') + paint(text, pretty ? toneOf(n) : undefined) + (right ? '' : pad);
      left -= columnsOf(text) + pad.length;
    }
    return pretty ? out : out.trimEnd();
  };
  const head = line(titles, () => 'strong');
  const total = widths.reduce((sum, one) => sum + one + 2, -2);
  const facts = (frame.facts ?? [])
    .map(([name, value]) => `${fit(name, Number.POSITIVE_INFINITY)} ${textOf(value)}`)
    .join(pretty ? ' · ' : ', ');
  return [
    paint(fit(frame.title, width), pretty ? 'strong' : undefined),
    ...(facts ? [paint(fit(facts, width), pretty ? 'dim' : undefined)] : []),
    ...(frame.columns.length > 0 ? [head] : []),
    ...(pretty && frame.columns.length > 0 ? [paint('─'.repeat(Math.max(0, Math.min(width, total))), 'dim')] : []),
    ...frame.rows.map((row, r) => line(table[r]!, (n) => toneOfCell(row[n]))),
  ];
}

const toneOfCell = (cell: Cell | undefined): Tone | undefined => (typeof cell === 'object' ? cell.tone : undefined);
const textOf = (cell: Cell): string => harmless(typeof cell === 'object' ? cell.text : String(cell));
const paint = (text: string, tone: Tone | undefined): string =>
  tone && text ? `${ESC}${TONES[tone]}m${text}${ESC}0m` : text;

/** Controls, bidirectional overrides and other characters that show nothing or move things become \u{…}. */
export const harmless = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);

/** Cut to `columns` on the screen, the last of them an ellipsis where something is missing. */
function fit(raw: string, columns: number): string {
  const text = harmless(raw);
  if (columnsOf(text) <= columns) return text;
  let out = '';
  let used = 0;
  for (const one of text) {
    if (used + columnsOf(one) > columns - 1) break;
    used += columnsOf(one);
    out += one;
  }
  return columns > 0 ? `${out}…` : '';
}

/** Columns a text takes: none for combining marks, two for East Asian wide characters and pictures. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const one of text) columns += /\p{M}/u.test(one) ? 0 : WIDE.test(one) ? 2 : 1;
  return columns;
}
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Extended_Pictographic}/u;
