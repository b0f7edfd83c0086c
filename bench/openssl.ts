/** What OpenSSL says of itself: `openssl speed`, where it is installed. */
import { spawnSync } from 'node:child_process';
import type { Side } from './timer.ts';

/** `OpenSSL 3.0.19 27 Jan 2026`, or undefined where there is no such program. */
export function opensslVersion(): string | undefined {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split(' (')[0]!.trim() : undefined;
}

/**
 * Verifications per second of ECDSA on P-256 by the `openssl` of this machine, which need not be the one inside Node. It
 * measures whole seconds only; with `cores` above one, in so many processes at once.
 */
export function opensslVerify(name: string, cores = 1): Side {
  return { name, rate: (seconds) => speed(Math.max(1, Math.round(seconds)), cores) };
}

function speed(seconds: number, cores: number): number {
  const multi = cores > 1 ? ['-multi', String(cores)] : [];
  const how = ['speed', '-elapsed', '-seconds', String(seconds), ...multi, 'ecdsap256'];
  const { stdout, stderr } = spawnSync('openssl', how, { encoding: 'utf8' });
  const rate = verifyRate(stdout);
  if (rate === undefined)
    throw new Error(`\`openssl speed ecdsap256\` said nothing of verify/s: ${stderr.slice(-200)}`);
  return rate;
}

/** The last column of ` 256 bits ecdsa (nistp256)   0.0000s   0.0001s  43859.0  14522.0`. */
export function verifyRate(output: string): number | undefined {
  const columns = /^\s*256 bits ecdsa \(nistp256\)\s+(.+)$/m.exec(output)?.[1]?.trim().split(/\s+/);
  const rate = Number(columns?.[3]);
  return Number.isFinite(rate) && rate > 0 ? rate : undefined;
}
