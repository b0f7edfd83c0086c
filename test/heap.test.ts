import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('./heap.ts', import.meta.url));
/** Megabytes that came into old memory while messages were read and let go of, in a process of its own. */
function aged(...args: readonly string[]): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return Number(stdout);
}

test('messages that are read and let go of stay out of old memory, though the first ones were kept', () => {
  const [young, usual] = [aged('young'), aged()];
  expect(young).toBeGreaterThan(0);
  expect(usual).toBeGreaterThan(3 * young);
});
