/** Differential tests: our codecs against codecs nobody here wrote. `node test/interop/main.ts --count 2000 --seed 7` */
import { parseArgs } from 'node:util';
import { missing, Peer, type PeerName } from './peer.ts';
import { type Outcome, run, titled } from './run.ts';
import { SUBJECTS } from './subjects.ts';
import { dissect, tsharkMissing } from './tshark.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1609' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(options.count);
const seed = Number(options.seed);
if (!(Number.isInteger(count) && count > 0 && Number.isInteger(seed)))
  throw new RangeError('--count and --seed are whole numbers, --count above 0');

const outcomes: Outcome[] = [];
let asked = 0;
for (const name of ['rasn', 'pycrate'] as const satisfies readonly PeerName[]) {
  const why = missing(name);
  if (why) {
    console.error(`skipped: ${why}`);
    continue;
  }
  const peer = new Peer(name);
  for (const subject of SUBJECTS.filter((s) => s.peer === name && `${name} ${titled(s)}`.includes(options.only))) {
    const outcome = await run(subject, peer, count, seed);
    outcomes.push(outcome);
    asked += outcome.tried;
    if (!options.json) print(outcome);
  }
  peer.stop();
}
const why = tsharkMissing();
if (why) console.error(`skipped: ${why}`);
const dissected = why || !'tshark'.includes(options.only) ? undefined : dissect(count, seed);
if (dissected) {
  asked += dissected.tried;
  if (!options.json) {
    console.log(`tshark  ${dissected.tried} SPDUs, ${dissected.dissected} dissected without a mark`);
    for (const u of dissected.unexplained.slice(0, 5))
      console.log(`    ${u.says}\n        e.g. ${u.hex.slice(0, 400)}`);
  }
}
if (options.json) console.log(JSON.stringify({ count, seed, outcomes, dissected }, null, 2));
else console.log(`${asked} values, seed ${seed}`);
const unexplained = [...outcomes, ...(dissected ? [dissected] : [])].some((o) => o.unexplained.length > 0);
if (asked === 0 || unexplained) process.exitCode = 1;

function print(o: Outcome): void {
  const seen = Object.entries(o.known).map(([id, n]) => `${id} ${n}`);
  const cells = [
    o.peer.padEnd(8),
    o.type.padEnd(46),
    `${o.tried} tried`.padStart(12),
    `${o.octets} same octets`.padStart(18),
    `${o.agreed} agreed`.padStart(13),
    `${o.compared} compared`.padStart(15),
    `${o.unexplained.length} unexplained`.padStart(18),
    seen.length > 0 ? `  known: ${seen.join(', ')}` : '',
  ];
  console.log(cells.join('').trimEnd());
  const classes = new Map<string, { n: number; hex: string }>();
  for (const { way, detail, hex } of o.unexplained) {
    const name = `${way}: ${detail
      .replace(/[0-9a-f]{16,}/gi, '#')
      .replace(/\d+/g, 'N')
      .replace(/(Error when decoding field `[\w.#]*`: )+/g, '… ')
      .slice(0, 240)}`;
    const had = classes.get(name) ?? { n: 0, hex };
    classes.set(name, { n: had.n + 1, hex: hex.length < had.hex.length ? hex : had.hex });
  }
  for (const [name, { n, hex }] of [...classes].sort((a, b) => b[1].n - a[1].n).slice(0, 8))
    console.log(`    ${n} x ${name}\n        e.g. ${hex.slice(0, 400)}`);
}
