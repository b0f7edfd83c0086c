import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, harmless, liveTable, render, type Screen } from '../../sim/table.ts';

const screen = (more: Partial<Screen> = {}): Screen & { writes: string[] } => {
  const writes: string[] = [];
  return { isTTY: true, columns: 60, rows: 20, writes, write: (text) => writes.push(text), ...more };
};
const frame = (rows: Frame['rows'], title = 'Main and 5th'): Frame => ({
  title,
  facts: [
    ['time', '12:00:01'],
    ['verified', 41],
  ],
  columns: [{ title: 'vehicle' }, { title: 'metres', align: 'right' }, { title: 'verdict' }],
  rows,
});
const rows: Frame['rows'] = [
  ['ambulance', 120, { text: 'granted', tone: 'good' }],
  ['bus 7', 8, { text: 'refused', tone: 'bad' }],
];
const ESC = '\u001b';
const SEQUENCE = new RegExp(`${ESC}\\[([?\\d;]*)([A-Za-z])|([\\s\\S])`, 'gu');
/** What a terminal shows after all writes: enough of ANSI for what the table uses, refusing all else. */
function terminal(writes: readonly string[]): string[] {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  for (const [, code, letter, one] of writes.join('').matchAll(SEQUENCE)) {
    if (letter === 'A') row -= Number(code);
    else if (letter === 'K') lines[row]!.length = column;
    else if (letter === 'J') {
      lines.length = row + 1;
      lines[row]!.length = column;
    } else if (letter === 'm' || letter === 'h' || letter === 'l') continue;
    else if (one === '\n') {
      row++;
      column = 0;
      lines[row] ??= [];
    } else if (one === '\r') column = 0;
    else if (one === undefined || one === ESC) throw new Error(`the table wrote ESC [${code}${letter}`);
    else lines[row]![column++] = one;
    if (row < 0) throw new Error('the cursor left the screen');
  }
  return lines.map((line) => line.join('').trimEnd());
}

describe('the live table', () => {
  it('shows its last frame in place, whatever stood there before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.string(), fc.integer(), fc.string()), { maxLength: 8 }), {
          minLength: 1,
          maxLength: 6,
        }),
        (frames) => {
          const out = screen();
          const table = liveTable(out);
          for (const one of frames) table.draw(frame(one));
          table.close();
          const fresh = screen();
          liveTable(fresh).draw(frame(frames.at(-1)!));
          expect(terminal(out.writes)).toEqual(terminal(fresh.writes));
        },
      ),
    );
  });
  it('draws a frame in one write, without clearing it first, and nothing where nothing changed', () => {
    const out = screen();
    const table = liveTable(out);
    table.draw(frame(rows));
    table.draw(frame(rows));
    expect(out.writes).toHaveLength(1);
    table.draw(frame(rows.slice(1)));
    expect(out.writes).toHaveLength(2);
    expect(out.writes[1]).not.toContain(`${ESC}[2J`);
  });
  it('hides the cursor while it lives and gives it back once', () => {
    const out = screen();
    const table = liveTable(out);
    table.draw(frame(rows));
    table.close();
    table.close();
    table.draw(frame(rows));
    expect(out.writes).toHaveLength(2);
    expect(out.writes[0]).toContain(`${ESC}[?25l`);
    expect(out.writes[1]).toBe(`${ESC}[?25h`);
  });
  it('writes nothing where nobody looks', () => {
    const out = screen({ isTTY: false });
    const table = liveTable(out);
    table.draw(frame(rows));
    table.close();
    expect(out.writes).toEqual([]);
  });
  it('stays within the height of the screen, and says how much is left out', () => {
    const out = screen({ rows: 8 });
    liveTable(out).draw(frame(Array.from({ length: 30 }, (_, n) => [`v${n}`, n, ''])));
    const lines = terminal(out.writes).filter((line) => line !== '');
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toBe('… 28 more lines');
  });
});

describe('a frame', () => {
  it('in plain style is text and spaces', () => {
    expect(render(frame(rows), 60, 'plain')).toEqual([
      'Main and 5th',
      'time 12:00:01, verified 41',
      'vehicle    metres  verdict',
      'ambulance     120  granted',
      'bus 7           8  refused',
    ]);
  });
  it('in pretty style says the same in colour, with a line', () => {
    const lines = render(frame(rows), 60, 'pretty');
    expect(lines[3]).toContain('──────');
    expect(lines[4]).toContain(`${ESC}[32mgranted${ESC}[0m`);
    expect(lines[5]).toContain(`${ESC}[31mrefused${ESC}[0m`);
  });
  it('is never wider than asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.integer(), fc.string({ unit: 'grapheme' })), { maxLength: 5 }),
        fc.string(),
        fc.integer({ min: 1, max: 40 }),
        (list, title, width) => {
          for (const line of render(frame(list, title), width, 'plain')) {
            expect([...line].filter((one) => !/\p{M}/u.test(one)).length).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
  it('counts East Asian characters as two columns', () => {
    expect(render({ title: '救急車救急車', columns: [], rows: [] }, 8, 'plain')).toEqual(['救急車…']);
  });
  it('shows missing cells as nothing', () => {
    expect(render(frame([['only']]), 60, 'plain').at(-1)).toBe('only');
  });
});

describe('a text from the air', () => {
  it('cannot steer the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const steering = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
        expect(harmless(text)).not.toMatch(steering);
        for (const line of render(
          { title: text, facts: [[text, text]], columns: [{ title: text }], rows: [[text]] },
          80,
          'plain',
        )) {
          expect(line).not.toMatch(steering);
        }
      }),
    );
  });
  it('shows what it tried', () => {
    expect(harmless(`${ESC}[2J\u202eevil\n`)).toBe('\\u{1b}[2J\\u{202e}evil\\u{a}');
  });
});
