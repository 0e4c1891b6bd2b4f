import axe from 'axe-core';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { composePoll, composeVote, pollKind } from '@sotto/kinds-poll';
import type { PollDraft } from '@sotto/kinds-poll';
import type { KindContent, KindReader } from '@sotto/core';
import { launchChromium } from './journey/window.ts';
import { answersOf, openView, showView, startHarness } from './kind-frame/harness.ts';
import type { Harness } from './kind-frame/harness.ts';
import type { Shown } from './kind-frame/page.tsx';

const [ada, ben] = ['a'.repeat(64), 'b'.repeat(64)] as [string, string];
const reader: KindReader = { me: ada, nowMs: 1_000, language: 'en', mayAnswer: true };
const lunch: PollDraft = { question: 'Lunch?', options: ['Soup', 'Salad', 'Bread'] };

let harness: Harness;
let browser: Browser;

beforeAll(async () => {
  [harness, browser] = await Promise.all([startHarness(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await harness?.end();
});

function vote(sender: string, ...choices: readonly number[]): KindContent {
  return { sender, sentAtMs: 0, data: composeVote(choices) };
}

function shown(
  draft: PollDraft,
  votes: readonly KindContent[] = [],
  change: Partial<KindReader> = {},
): Shown {
  const message = { sender: ben, sentAtMs: 0, data: composePoll(draft) };
  const state = new TextDecoder().decode(pollKind.answers!.fold(message, votes));
  return { state, reader: { ...reader, ...change } };
}

async function opened(first: Shown): Promise<{ readonly page: Page; readonly view: Frame }> {
  const both = await openView(browser, harness.url, first);
  onTestFinished(() => both.page.context().close());
  await both.view.waitForSelector('input');
  return both;
}

async function violations(view: Frame): Promise<string[]> {
  await view.evaluate(axe.source);
  // What shines through is the page's, which axe does not see from here.
  await view.evaluate(() => (document.documentElement.style.background = 'Canvas'));
  const results = await view.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { axe: typeof axe };
    return runner.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: {
        region: { enabled: false },
        'landmark-one-main': { enabled: false },
        'page-has-heading-one': { enabled: false },
      },
    });
  });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

test('a poll is answered by the keyboard alone, and the vote is what composeVote gives', async () => {
  const { page, view } = await opened(shown(lunch));
  const group = view.getByRole('group', { name: 'Lunch?' });
  expect(await group.getByRole('radio').count()).toBe(3);
  expect(await view.getByRole('button', { name: 'Vote' }).isDisabled()).toBe(true);
  // Each key waits for what the one before it did: focus moves between processes, and nobody is as fast as a test.
  const focused = () => view.evaluate(() => document.activeElement?.tagName);
  const chosen = () =>
    view.evaluate(() => document.querySelector<HTMLInputElement>('input:checked')?.value);
  await page.keyboard.press('Tab');
  await expect.poll(focused).toBe('INPUT');
  await page.keyboard.press('Space');
  await expect.poll(chosen).toBe('0');
  await page.keyboard.press('ArrowDown');
  await expect.poll(chosen).toBe('1');
  await page.keyboard.press('Tab');
  await expect.poll(focused).toBe('BUTTON');
  await page.keyboard.press('Enter');
  await expect.poll(() => answersOf(page)).toEqual([[...composeVote([1])]]);
  expect(await view.getByRole('status').textContent()).toBe('Your vote was sent.');
});

test('several can be chosen where the poll allows it, changed, and taken back', async () => {
  const several = { ...lunch, multiple: true };
  const { page, view } = await opened(shown(several));
  await view.getByLabel('Soup').click();
  await view.getByLabel('Bread').click();
  await view.getByRole('button', { name: 'Vote' }).click();
  await expect.poll(() => answersOf(page)).toEqual([[...composeVote([0, 2])]]);
  await showView(page, shown(several, [vote(ada, 0, 2), vote(ben, 0)]));
  await view.getByRole('button', { name: 'Take vote back' }).waitFor();
  expect(await view.getByLabel('Soup').isChecked()).toBe(true);
  expect(await view.locator('#facts').textContent()).toBe('People who voted: 2');
  expect(await view.locator('li').first().innerText()).toContain('2');
  expect(await view.getByRole('button', { name: 'Change vote' }).isDisabled()).toBe(true);
  await page.waitForTimeout(350);
  await view.getByRole('button', { name: 'Take vote back' }).click();
  await expect.poll(async () => (await answersOf(page)).at(-1)).toEqual([...composeVote([])]);
});

test('a choice that was not sent yet, and the focus, survive the votes of others', async () => {
  const { page, view } = await opened(shown(lunch));
  await view.getByLabel('Salad').click();
  await showView(page, shown(lunch, [vote(ben, 0)]));
  await expect.poll(() => view.locator('#facts').textContent()).toBe('People who voted: 1');
  expect(await view.getByLabel('Salad').isChecked()).toBe(true);
  expect(await view.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('1');
  expect(await answersOf(page)).toEqual([]);
});

test('a poll closes while it is looked at, and offers no vote where none can be sent', async () => {
  const closing = { ...lunch, closesAtMs: 3_000 };
  const { page, view } = await opened(shown(closing));
  expect(await view.getByRole('button', { name: 'Vote' }).isVisible()).toBe(true);
  expect(await view.locator('#facts').textContent()).toContain('Closes');
  await expect
    .poll(() => view.locator('#facts').textContent(), { timeout: 5_000 })
    .toContain('Closed');
  expect(await view.getByRole('radio').first().isDisabled()).toBe(true);
  await showView(page, shown(lunch, [], { mayAnswer: false }));
  await expect.poll(() => view.locator('#facts').textContent()).toBe('People who voted: 0');
  expect(await view.getByRole('button').count()).toBe(0);
});

test('what a poll says is shown as it is, never as markup', async () => {
  const text = '<img src=x onerror=alert(1)><b>&amp;';
  const { view } = await opened(shown({ question: text, options: [text, '</script><script>'] }));
  expect(await view.locator('legend').textContent()).toBe(text);
  expect(await view.locator('img, b, li script').count()).toBe(0);
});

test.each(['light', 'dark'] as const)(
  'nothing is wrong with it for anybody in %s colours, in two languages',
  async (colorScheme) => {
    const { page, view } = await opened(
      shown({ ...lunch, closesAtMs: 9e9 }, [vote(ben, 0), vote(ada, 1)]),
    );
    await page.emulateMedia({ colorScheme });
    expect(await violations(view)).toEqual([]);
    await showView(page, shown({ ...lunch, question: 'الغداء؟' }, [], { language: 'ar' }));
    await expect.poll(() => view.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await view.getByRole('button', { name: 'صوّت' }).count()).toBe(1);
    expect(await violations(view)).toEqual([]);
  },
);

test('the frame is as high as the poll: nothing of it is cut off or scrolls', async () => {
  const { page, view } = await opened(shown(lunch));
  const high = () => page.evaluate(() => document.querySelector('iframe')?.clientHeight ?? 0);
  await expect.poll(high).toBeGreaterThan(150);
  const content = await view.evaluate(() => document.documentElement.scrollHeight);
  await expect.poll(high).toBe(content);
});
