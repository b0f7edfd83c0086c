/** A codec somebody else wrote, as a process that is asked a line and answers one (test/interop/setup.sh builds them). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type PeerName = 'rasn' | 'pycrate';

const folder = process.env.WAVETRUST_INTEROP ?? join(homedir(), '.cache', 'wavetrust-interop');
const commands: Readonly<Record<PeerName, readonly string[]>> = {
  rasn: [join(folder, 'target', 'release', 'wavetrust-interop')],
  pycrate: [join(folder, 'venv', 'bin', 'python'), fileURLToPath(new URL('python/main.py', import.meta.url))],
};

/** Why a peer cannot be asked here, or undefined where it can. */
export function missing(name: PeerName): string | undefined {
  return existsSync(commands[name][0]!) ? undefined : `${name} is not set up: run test/interop/setup.sh`;
}

/** pycrate, with modules its compiler has written to a file in place of its own. */
export const pycrateOf = (rules: 'coer' | 'uper', file: string): Peer => new Peer('pycrate', [rules, file]);

export class Peer {
  readonly #process: ChildProcess;
  readonly #waiting: { readonly resolve: (line: string) => void; readonly reject: (e: Error) => void }[] = [];
  #ended: Error | undefined;

  constructor(name: PeerName, more: readonly string[] = []) {
    const [command, ...args] = commands[name];
    this.#process = spawn(command!, [...args, ...more], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => this.#waiting.shift()?.resolve(line));
    const end = (why: string): void => {
      this.#ended = new Error(`${name} ended: ${why}`);
      for (const w of this.#waiting.splice(0)) w.reject(this.#ended);
    };
    this.#process.on('error', (e) => end(e.message));
    this.#process.on('exit', (code, signal) => end(`${signal ?? `code ${code}`}`));
    // What was asked of a process that ended is rejected above.
    this.#process.stdin!.on('error', () => {});
  }

  /** Answers come in the order of the questions, so many may be asked at once. */
  ask(line: string): Promise<string> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin!.write(`${line}\n`);
    });
  }

  stop(): void {
    this.#process.stdin!.end();
  }
}
