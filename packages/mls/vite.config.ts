import { defineConfig } from 'vite';

/** The engine as one minified file, to be weighed (size-budget.json). What is published is compiled by `tsc`. */
export default defineConfig({
  resolve: { conditions: ['@sotto/source'] },
  build: {
    outDir: 'bundle',
    minify: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'mls' },
  },
});
