/** pycrate, a codec in Python: another process, which times itself (pycrate.py). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { notation } from './notation.ts';
import type { Subject } from './subject.ts';
import type { Side } from './timer.ts';

const folder = process.env.WAVETRUST_INTEROP ?? join(homedir(), '.cache', 'wavetrust-interop');
const python = join(folder, 'venv', 'bin', 'python');
const program = fileURLToPath(new URL('pycrate.py', import.meta.url));
/** Of the rest it brings modules; it compiles one for a CRL. */
const BROUGHT: readonly string[] = ['srm', 'map', 'spat', 'certificate'];
export const PYCRATE = 'pycrate';

/** Why pycrate is not measured, in words; undefined where it is. */
export function withoutPycrate(): string | undefined {
  return existsSync(python) && existsSync(program) ? undefined : 'it is not set up; run test/interop/setup.sh';
}

/** The octets of a subject. Before the first rate it makes sure that each comes back as it was. */
export function pycrate(kind: string, act: 'decode' | 'encode', { shape, octets }: Subject): Side {
  let asked: Asked | undefined;
  return {
    name: PYCRATE,
    async rate(seconds) {
      if (asked === undefined) {
        asked = new Asked();
        const hex = octets.map((o) => Buffer.from(o).toString('hex'));
        await asked.ask({ kind, octets: hex, ...(BROUGHT.includes(kind) ? {} : { notation: notation(shape) }) });
      }
      const { perSecond } = await asked.ask({ act, seconds });
      if (!(perSecond! > 0)) throw new Error(`pycrate told no rate of ${act}`);
      return perSecond!;
    },
    stop: () => asked?.stop(),
  };
}

interface Answer {
  readonly perSecond?: number;
  readonly error?: string;
}
class Asked {
  readonly #process: ChildProcess = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #ended: Promise<never>;
  readonly #lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  constructor() {
    this.#ended = new Promise((_, reject) => {
      this.#process.on('error', reject);
      this.#process.on('exit', (code, signal) => reject(new Error(`pycrate ended: ${signal ?? `code ${code}`}`)));
    });
    // Heard where something is asked; an end that was asked for is none.
    this.#ended.catch(() => {});
    this.#process.stdin!.on('error', () => {});
  }
  async ask(question: object): Promise<Answer> {
    this.#process.stdin!.write(`${JSON.stringify(question)}\n`);
    const line = await Promise.race([this.#lines.next(), this.#ended]);
    if (line.done) return this.#ended;
    const answer = JSON.parse(line.value) as Answer;
    if (answer.error !== undefined) throw new Error(`pycrate: ${answer.error}`);
    return answer;
  }
  stop(): void {
    this.#process.stdin!.end();
  }
}
