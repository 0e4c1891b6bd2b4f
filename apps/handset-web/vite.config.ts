import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { firstPage } from './build/first-page.ts';

const first = firstPage();

export default defineConfig({
  resolve: { conditions: ['@sotto/source', 'module', 'browser', 'default'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    // The page's policy allows no inline script and no data: font or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: first.groups } } },
  },
  plugins: [
    first.plugin,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,png,wasm,webmanifest}'],
        maximumFileSizeToCacheInBytes: 2 << 20,
      },
    }),
  ],
});
