/** One file for a page: `src/portable.ts` and all it reaches, beside what the compiler wrote to `dist`. */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: false,
    // The licences of the packages in it ask to go with it.
    license: { fileName: 'portable.licenses.md' },
    lib: { entry: 'src/portable.ts', formats: ['es'], fileName: 'portable' },
    rolldownOptions: { output: { minify: true } },
  },
});
