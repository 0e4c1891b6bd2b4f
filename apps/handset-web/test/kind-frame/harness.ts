import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { build } from 'vite';
import type { Shown } from './page.tsx';

const app = join(import.meta.dirname, '../..');

/** Keeps every file of the page, as the handset's service worker does. */
const worker = `addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const cache = await caches.open('files');
  try {
    const response = await fetch(request);
    await cache.put(request, response.clone());
    return response;
  } catch {
    return (await cache.match(request.url)) ?? Response.error();
  }
}`;

/** A page with frames for views, served by a relay as the web handset is: under the same policies. */
export interface Harness {
  readonly url: string;
  readonly end: () => Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-kinds-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    publicDir: false,
    resolve: { conditions: ['@sotto/source', 'module', 'browser', 'default'] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: join(folder, 'web'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  await copyFile(join(app, 'public/kind-frame.html'), join(folder, 'web', 'kind-frame.html'));
  await writeFile(join(folder, 'web', 'worker.js'), worker);
  const url = `http://localhost:${await freePort()}`;
  const relay = spawn(
    process.execPath,
    [
      ...['--conditions=@sotto/source', join(app, '../relay/src/main.ts')],
      ...['--data', join(folder, 'relay'), '--web', join(folder, 'web')],
      ...['--port', new URL(url).port, '--host', '127.0.0.1'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await answers(`${url}/healthz`, relay);
  return {
    url,
    end: async () => {
      relay.kill('SIGTERM');
      if (relay.exitCode === null) await once(relay, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error('The relay ended before it answered.');
    if ((await fetch(url).catch(() => undefined))?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('The relay did not answer.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A page with one view; gives the frame that the view is in. */
export async function openView(
  browser: Browser,
  url: string,
  shown: Shown,
): Promise<{ readonly page: Page; readonly view: Frame }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(url);
  await showView(page, shown);
  return { page, view: await viewFrame(page) };
}

export function showView(page: Page, shown: Shown): Promise<void> {
  return page.evaluate((given) => {
    const { kinds } = globalThis as unknown as { kinds: { show: (shown: unknown) => void } };
    kinds.show(given);
  }, shown);
}

/** What was answered so far, as lists of bytes. */
export function answersOf(page: Page): Promise<number[][]> {
  return page.evaluate(
    () => (globalThis as unknown as { kinds: { answers: number[][] } }).kinds.answers,
  );
}

/** The frame in the frame, also when what is in it has tried to go elsewhere already. */
export async function viewFrame(page: Page): Promise<Frame> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [, outer] = page.frames();
    const inner = outer?.childFrames()[0];
    if (inner !== undefined && !['', 'about:blank'].includes(inner.url())) return inner;
    await page.waitForTimeout(50);
  }
  throw new Error('There is no view.');
}
