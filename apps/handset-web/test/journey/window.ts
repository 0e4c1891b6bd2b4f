import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';

/** With `camera`, a Y4M file is what its camera sees. */
export function launchChromium({ camera }: { readonly camera?: string } = {}): Promise<Browser> {
  const executablePath = process.env['SOTTO_CHROMIUM'];
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(camera === undefined
        ? []
        : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]),
    ],
  });
}

/** One person's browser, with everything noted that must never happen in it. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Requests that went anywhere but to the relay, policy violations, and uncaught errors. */
  readonly offences: string[];
}

export async function newPerson(
  browser: Browser,
  url: string,
  options: {
    readonly locale?: string;
    /** Without a service worker nothing is kept for later. */
    readonly serviceWorkers?: 'block';
    readonly mayUseCamera?: boolean;
    /** Another relay that this person's handset is told of. */
    readonly other?: string;
  } = {},
): Promise<Person> {
  const context = await browser.newContext({
    locale: options.locale ?? 'en-GB',
    serviceWorkers: options.serviceWorkers ?? 'allow',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    permissions: [
      'clipboard-read',
      'clipboard-write',
      ...(options.mayUseCamera === true ? ['camera'] : []),
    ],
  });
  const offences: string[] = [];
  context.on('request', (request) => {
    const address = request.url();
    const ours =
      address.startsWith(url) ||
      (options.other !== undefined && address.startsWith(options.other)) ||
      address.startsWith('blob:') ||
      address.startsWith('data:');
    if (!ours) offences.push(`request to ${new URL(address).origin}`);
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => offences.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (/content security policy|trusted type/i.test(message.text())) offences.push(message.text());
  });
  return { context, page, offences };
}

export type Profile = Pick<Person, 'context' | 'page'>;

/** A page of a browser whose profile is a folder, and so outlives it. */
export async function openProfile(folder: string, url: string): Promise<Profile> {
  const executablePath = process.env['SOTTO_CHROMIUM'];
  const context = await chromium.launchPersistentContext(folder, {
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
    viewport: { width: 390, height: 844 },
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto(url);
  return { context, page };
}

/** Fails when axe finds anything against WCAG 2.2 AA on what is shown. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour half way through its transition is nobody's choice.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  // Through the debugger, which the page's policy does not concern.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
    };
    const result = await engine.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
    );
  });
  expect(violations).toEqual([]);
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
