/** One line of the table, and the disagreements nobody has explained, most frequent first. */
import type { Outcome } from './run.ts';
import type { Dissected } from './tshark.ts';

export function print(o: Outcome): void {
  const seen = Object.entries(o.known).map(([id, n]) => `${id} ${n}`);
  const cells = [
    o.peer.padEnd(8),
    o.type.padEnd(44),
    `${o.tried} tried`.padStart(13),
    `${o.octets} same octets`.padStart(19),
    `${o.agreed} agreed`.padStart(14),
    `${o.compared} compared`.padStart(16),
    `${o.disagreed} unexplained`.padStart(15),
    `${o.seconds} s`.padStart(9),
    seen.length > 0 ? `  known: ${seen.join(', ')}` : '',
  ];
  console.log(cells.join('').trimEnd());
  classes(o.unexplained.map(({ way, detail, hex }) => ({ says: `${way}: ${detail}`, hex })));
}

export function printDissected(d: Dissected): void {
  const cells = [
    'tshark'.padEnd(8),
    d.kind.padEnd(44),
    `${d.tried} tried`.padStart(13),
    `${d.dissected} dissected`.padStart(19),
    `${d.disagreed} unexplained`.padStart(45),
    `${d.seconds} s`.padStart(9),
  ];
  console.log(cells.join('').trimEnd());
  classes(d.unexplained);
}

function classes(all: readonly { readonly says: string; readonly hex: string }[]): void {
  const found = new Map<string, { n: number; hex: string }>();
  for (const { says, hex } of all) {
    const name = says
      .replace(/[0-9a-f]{16,}/gi, '#')
      .replace(/\d+/g, 'N')
      .replace(/(Error when decoding field `[\w.#]*`: )+/g, '… ')
      .slice(0, 240);
    const had = found.get(name) ?? { n: 0, hex };
    found.set(name, { n: had.n + 1, hex: hex.length < had.hex.length ? hex : had.hex });
  }
  for (const [name, { n, hex }] of [...found].sort((a, b) => b[1].n - a[1].n).slice(0, 8))
    console.log(`    ${n} x ${name}\n        e.g. ${hex.slice(0, 400)}`);
}
