import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // A slow machine is no failure: no test has a time limit.
    testTimeout: 0,
    hookTimeout: 0,
  },
});
