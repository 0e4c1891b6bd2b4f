import type { Browser, Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { KindView } from '@sotto/core';
import { launchChromium } from './journey/window.ts';
import { answersOf, openView, showView, startHarness } from './kind-frame/harness.ts';
import type { Harness } from './kind-frame/harness.ts';
import { listeningPost } from './kind-frame/listening-post.ts';
import { waysOut } from './kind-frame/ways-out.ts';
import type { Shown } from './kind-frame/page.tsx';

const reader = { me: 'a'.repeat(64), nowMs: 0, language: 'en', mayAnswer: true };
const quietMs = 1_000;
const patienceMs = 15_000;

let harness: Harness;
let browser: Browser;

beforeAll(async () => {
  [harness, browser] = await Promise.all([startHarness(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await harness?.end();
});

function shown(script: string, markup = '<p>A view</p>'): Shown & { readonly view: KindView } {
  return { view: { markup, style: '', script }, state: 'one', reader };
}

/** Runs each way out with a post of its own; gives the names of those at whose post something was heard within a time. */
async function heardOf(
  withinMs: number,
  take: (script: string, origin: string) => Promise<() => Promise<void>>,
): Promise<string[]> {
  const names = waysOut({ origin: '', udpPort: 0 }).map(({ name }) => name);
  const heard: string[] = [];
  for (let from = 0; from < names.length; from += 9) {
    await Promise.all(
      names.slice(from, from + 9).map(async (name, index) => {
        const post = await listeningPost();
        const way = waysOut(post)[from + index]!;
        const leave = await take(way.script, post.origin);
        const isHeard = (): boolean =>
          post.heard.some((word) => word !== '/' && word !== '/favicon.ico');
        for (let waitedMs = 0; waitedMs < withinMs && !isHeard(); waitedMs += 100)
          await new Promise((done) => setTimeout(done, 100));
        if (isHeard()) heard.push(name);
        await leave();
        await post.end();
      }),
    );
  }
  return heard;
}

test('no way out of a view carries anything to anybody', async () => {
  const heard = await heardOf(quietMs, async (script) => {
    const { page } = await openView(browser, harness.url, shown(`(async () => { ${script} })();`));
    const at = page.url();
    return async () => {
      expect(page.url()).toBe(at);
      expect(page.context().pages()).toHaveLength(1);
      await page.context().close();
    };
  });
  expect(heard).toEqual([]);
});

test('each of these ways is heard where nothing forbids it', async () => {
  const heard = await heardOf(patienceMs, async (script, origin) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://${origin}/`);
    void page.evaluate(`(async () => { ${script} })()`).catch(() => undefined);
    return () => context.close();
  });
  expect(heard.toSorted()).toEqual(
    waysOut({ origin: '', udpPort: 0 })
      .map(({ name }) => name)
      .toSorted(),
  );
});

const reaches: readonly (readonly [name: string, script: string])[] = [
  ['the page', 'top.document.title'],
  ['the frame around it', 'parent.document.title'],
  ['the element that holds it', 'frameElement.title'],
  ['stored items', 'localStorage.length'],
  ['items of the session', 'sessionStorage.length'],
  ['cookies', 'document.cookie'],
  ['databases', 'indexedDB.open("x")'],
  ['caches', 'await caches.keys()'],
  ['files of the page’s origin', 'await navigator.storage.getDirectory()'],
  ['the service worker', 'await navigator.serviceWorker.getRegistrations()'],
  ['shared workers', 'new SharedWorker("/assets/x.js")'],
  ['the clipboard', 'await navigator.clipboard.readText()'],
  ['the camera', 'await navigator.mediaDevices.getUserMedia({ video: true })'],
  [
    'the place',
    'await new Promise((_, no) => navigator.geolocation.getCurrentPosition(() => 0, no))',
  ],
  [
    'notifications',
    'if ((await Notification.requestPermission()) !== "granted") throw new Error("no")',
  ],
  ['credentials', 'await navigator.credentials.get({ password: true, mediation: "silent" })'],
  [
    'a channel to the page',
    'if (new BroadcastChannel("x").origin !== "null" && self.origin === "null") throw new Error("no origin")',
  ],
  ['code from text', 'new Function("return 1")()'],
  ['a document’s domain', 'document.domain = "localhost"'],
];

test('a view reaches nothing of the page, its origin or the machine', async () => {
  const { page, view } = await openView(browser, harness.url, shown(''));
  expect(await view.evaluate(() => self.origin)).toBe('null');
  for (const [name, script] of reaches) {
    const outcome = await view.evaluate(
      // The debugger may run code from text, but only at once.
      `(async () => { await new Promise((go) => setTimeout(go)); ${script}; })().then(() => 'reached', () => 'refused')`,
    );
    expect([name, outcome]).toEqual([name, 'refused']);
  }
  await page.context().close();
});

test('a view runs its own script and no other, however it got into the document', async () => {
  const smuggled = `<img src=x onerror="mark()"><svg onload="mark()"></svg><a id="link" href="javascript:mark()">x</a>`;
  const { page, view } = await openView(
    browser,
    harness.url,
    shown(
      `globalThis.marks = 0; globalThis.mark = () => { marks += 1; };
       const put = (text) => document.body.insertAdjacentHTML('beforeend', text);
       put(${JSON.stringify(smuggled)}); document.querySelector('#link').click();
       const more = document.createElement('script'); more.textContent = 'mark()'; document.body.append(more);
       globalThis.ran = true;`,
      smuggled,
    ),
  );
  await page.waitForTimeout(300);
  expect(await view.evaluate('[ran, marks]')).toEqual([true, 0]);
  await page.context().close();
});

test('the frame cannot be held by another site, nor the page by any', async () => {
  const post = await listeningPost();
  onTestFinished(post.end);
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`http://${post.origin}/`);
  for (const path of ['/kind-frame.html', '/']) {
    await page.evaluate((address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
    }, harness.url + path);
  }
  await page.waitForTimeout(500);
  const urls = page
    .frames()
    .slice(1)
    .map((frame) => frame.url());
  expect(urls).toEqual(['chrome-error://chromewebdata/', 'chrome-error://chromewebdata/']);
});

test('a view hears its state once it has loaded, and again after each change', async () => {
  const script = `globalThis.news = []; addEventListener('message', ({ data }) =>
    news.push([data.type, new TextDecoder().decode(data.state), data.reader.me[0]]));`;
  const first = shown(script);
  const { page, view } = await openView(browser, harness.url, first);
  await expect.poll(() => view.evaluate('news.length')).toBeGreaterThan(0);
  await showView(page, { ...first, state: 'two' });
  await expect.poll(() => view.evaluate('news.at(-1)[1]')).toBe('two');
  const news = await view.evaluate<unknown[]>('news');
  expect(news[0]).toEqual(['state', 'one', 'a']);
  expect(news.at(-1)).toEqual(['state', 'two', 'a']);
  await page.context().close();
});

test('a view has the height that it asks for, up to a bound, and its text until then', async () => {
  const { page, view } = await openView(browser, harness.url, shown('', '<button>Grow</button>'));
  expect(await page.getByText('A view in words').isVisible()).toBe(true);
  const high = () => page.evaluate(() => document.querySelector('iframe')?.clientHeight);
  for (const [asked, given] of [
    [120, 120],
    [1e9, 640],
  ] as const) {
    await view.evaluate((pixels) => parent.postMessage({ type: 'height', pixels }, '*'), asked);
    await expect.poll(high).toBe(given);
  }
  for (const pixels of [-1, Number.NaN, '300', undefined])
    await view.evaluate(
      (value) => parent.postMessage({ type: 'height', pixels: value }, '*'),
      pixels,
    );
  await page.waitForTimeout(200);
  expect(await high()).toBe(640);
  expect(await page.getByText('A view in words').count()).toBe(0);
  await page.context().close();
});

test('a view answers only when the person did something in it', async () => {
  const script = `const say = (data) => parent.postMessage({ type: 'answer', data }, '*');
    say(Uint8Array.of(1)); document.querySelector('button').addEventListener('click', () => {
      say(new Uint8Array(32769)); say([2]); say(Uint8Array.of(3)); say(Uint8Array.of(4)); });
    parent.postMessage({ type: 'height', pixels: 100 }, '*');`;
  const { page, view } = await openView(
    browser,
    harness.url,
    shown(script, '<button>Say</button>'),
  );
  await view.waitForSelector('button');
  await page.waitForTimeout(300);
  expect(await answersOf(page)).toEqual([]);
  await view.click('button');
  await expect.poll(() => answersOf(page)).toEqual([[3]]);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await view.evaluate(() => parent.postMessage({ type: 'answer', data: Uint8Array.of(5) }, '*'));
  await page.waitForTimeout(400);
  expect(await answersOf(page)).toEqual([[3]]);
  await page.context().close();
});

test('nobody but the view is heard: not a frame in it, not the page itself', async () => {
  const script = `const inner = document.createElement('iframe'); document.body.append(inner);`;
  const { page, view } = await openView(browser, harness.url, shown(script));
  const high = () => page.evaluate(() => document.querySelector('iframe')?.clientHeight);
  await expect.poll(() => view.childFrames().length).toBe(1);
  const speak = (frame: Frame) =>
    frame.evaluate(() => {
      for (const whom of [parent, parent.parent, top!]) {
        whom.postMessage({ type: 'height', pixels: 300 }, '*');
        whom.postMessage({ type: 'word', word: { type: 'height', pixels: 300 } }, '*');
      }
    });
  await speak(view.childFrames()[0]!);
  await page.evaluate(() => postMessage({ type: 'word', word: { type: 'height', pixels: 300 } }));
  await page.waitForTimeout(300);
  expect(await high()).toBe(0);
  await page.context().close();
});

test('a view is shown without a network too, where the handset keeps its files', async () => {
  const { page } = await openView(browser, harness.url, shown(''));
  await page.evaluate(async () => {
    const types = (
      globalThis as unknown as {
        trustedTypes: {
          createPolicy: (
            name: string,
            rules: object,
          ) => { createScriptURL: (url: string) => string };
        };
      }
    ).trustedTypes;
    const policy = types.createPolicy('sotto', { createScriptURL: (url: string) => url });
    await navigator.serviceWorker.register(policy.createScriptURL('/worker.js'));
    await navigator.serviceWorker.ready;
  });
  const script = `parent.postMessage({ type: 'height', pixels: 77 }, '*'); try { localStorage.length } catch { document.title = 'no origin' }`;
  await page.reload();
  await showView(page, shown(script));
  await expect
    .poll(() => page.evaluate(() => document.querySelector('iframe')?.clientHeight))
    .toBe(77);
  await page.context().setOffline(true);
  await page.reload();
  await showView(page, shown(script));
  await expect
    .poll(() => page.evaluate(() => document.querySelector('iframe')?.clientHeight))
    .toBe(77);
  const [, outer] = page.frames();
  expect(await outer!.evaluate(() => self.origin)).toBe('null');
  expect(await outer!.childFrames()[0]!.title()).toBe('no origin');
  await page.context().close();
});
