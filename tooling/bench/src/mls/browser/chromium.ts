import { findChromium } from '@sotto/gates/chromium';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import type { InterleaveOptions, Turns } from '../interleave.ts';
import type { BenchPage } from './page.ts';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Builds the page into `folder`, opens it in a Chromium, and lets it measure. @throws Error when there is no Chromium */
export async function timeInChromium(
  folder: string,
  options: InterleaveOptions,
): Promise<{ readonly version: string; readonly turns: ReadonlyMap<string, Turns> }> {
  const { path, tried } = await findChromium();
  if (path === undefined) throw new Error(`There is no Chromium: ${tried.join('; ')}.`);
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@sotto/source', 'module', 'browser', 'default'] },
    build: { target: 'es2024', outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  });
  const server = await preview({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder },
    preview: { host: 'localhost', port: 0 },
  });
  const browser = await chromium.launch({ executablePath: path, args });
  try {
    const page = await browser.newPage();
    const [url = ''] = server.resolvedUrls?.local ?? [];
    await page.goto(url);
    const turns = await page.evaluate(
      (given) => (globalThis as unknown as { readonly bench: BenchPage }).bench.time(given),
      options,
    );
    return { version: browser.version(), turns: new Map(turns) };
  } finally {
    await browser.close();
    await server.close();
  }
}
