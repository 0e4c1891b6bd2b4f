/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { KnownNetwork, NetworkNotice } from '@sotto/handset';
import { go } from '../src/session/router.ts';
import type { FakeHandset } from './fake-handset.ts';
import { aFreeze, aNetwork, aNotice, someActs } from './fake/fake-network.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
  fake.network.held.acts = someActs(57);
});

afterEach(clear);

const strips = (): string[] =>
  [...document.querySelectorAll('.news .strip')].map((strip) => strip.textContent ?? '');
const gate = (): HTMLDialogElement | null => document.querySelector('dialog.gate[open]');

async function withNews(part: Partial<KnownNetwork>): Promise<void> {
  fake.network.show(aNetwork(part));
  await show(fake);
}

const silent = { step: 'silent', sinceMs: Date.now() - 40 * 86_400_000 } as const;
const everything: Partial<KnownNetwork> = {
  notices: [aNotice('advice'), aNotice('update')],
  freeze: aFreeze('noSending'),
  evidence: 1,
  operatorPulse: silent,
  recovery: { announcedAtMs: Date.now(), inForceFromMs: Date.now() + 86_400_000, name: 'Harbour' },
};

test.for([
  ['en', 'light', phone],
  ['en', 'dark', desk],
  ['ar', 'light', desk],
  ['ar', 'dark', phone],
] as const)(
  'news of every kind and grade is accessible: %s, %s',
  async ([language, theme, size]) => {
    await page.viewport(size[0], size[1]);
    document.documentElement.style.colorScheme = theme;
    fake.network.show(aNetwork(everything));
    await show(fake, { language });
    await vi.waitFor(() => expect(strips()).toHaveLength(2));
    await expectClean('the gravest two');
    for (const part of [
      { freeze: aFreeze('noNewMembers') },
      { freeze: aFreeze('noUpdates'), evidence: 1 },
      { freeze: aFreeze('advice'), operatorPulse: silent },
      { witnessPulse: silent, recovery: everything.recovery },
      { operatorPulse: { ...silent, step: 'late' } },
      { moving: { from: [], doneConversations: 1, totalConversations: 9 } },
      { notices: [aNotice('advice')] },
      { notices: [aNotice('update')] },
      { notices: [aNotice('stopSending', { isSeen: true }), aNotice('move', { isSeen: true })] },
      { notices: [aNotice('destroyKeys', { isSeen: true })] },
    ] as Partial<KnownNetwork>[]) {
      fake.network.show(aNetwork(part));
      await settled();
      await expectClean(JSON.stringify(Object.keys(part)));
    }
    for (const grade of ['stopSending', 'move', 'destroyKeys'] as const) {
      fake.network.show(aNetwork({ notices: [aNotice(grade)] }));
      await vi.waitFor(() => expect(gate()).not.toBeNull());
      await settled();
      await expectClean(grade);
    }
  },
);

test('nothing stands above the screens when there is no news', async () => {
  await withNews({});
  await settled();
  expect(document.querySelector('.news')).toBeNull();
});

test.for(['stopSending', 'move', 'destroyKeys'] as const)(
  'a notice of grade %s stands in front of everything until it was read, and stays to be found',
  async (grade) => {
    await withNews({ notices: [aNotice(grade)] });
    await vi.waitFor(() => expect(gate()).not.toBeNull());
    expect(gate()?.contains(document.activeElement)).toBe(true);
    expect(gate()?.getAttribute('role')).toBe('alertdialog');
    await userEvent.keyboard('{Escape}{Escape}');
    await settled();
    expect(gate(), 'it cannot be put away unread').not.toBeNull();
    go({ at: 'settings' });
    await settled();
    expect(gate(), 'nor by going elsewhere').not.toBeNull();
    await page.getByRole('button', { name: 'I have read this' }).click();
    await vi.waitFor(() => expect(gate()).toBeNull());
    expect(isSeen()).toEqual([true]);
    expect(strips()).toHaveLength(1);
    await page.getByRole('button', { name: /^Show/ }).click();
    await expect
      .element(page.getByText(/Signed by .*Amal Haddad.* and .*Priya Nair/))
      .toBeVisible();
    await expect.element(page.getByRole('button', { name: 'See the proof' })).toBeVisible();
  },
);

test('several grave notices come one after another, the gravest first', async () => {
  await withNews({ notices: [aNotice('stopSending'), aNotice('destroyKeys')].toReversed() });
  await expect.element(page.getByRole('heading', { name: 'Destroy your keys' })).toBeVisible();
  await expect.element(page.getByText('One more notice waits behind this one.')).toBeVisible();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await expect.element(page.getByRole('heading', { name: 'Stop sending' })).toBeVisible();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await vi.waitFor(() => expect(gate()).toBeNull());
});

test('that keys are to be destroyed destroys nothing: the person is asked, and asked once more', async () => {
  await withNews({ notices: [aNotice('destroyKeys')] });
  await page.getByRole('button', { name: 'Erase this handset' }).click();
  await expect.element(page.getByRole('button', { name: 'Erase everything' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(page.getByRole('button', { name: 'Erase this handset' })).toBeVisible();
  expect(fake.stage.conversations.size).toBeGreaterThan(0);
});

test('what the operators write is text: no markup in it works, and no address is a link', async () => {
  await withNews({ notices: [aNotice('destroyKeys')] });
  const said = page.getByText(/<b>Do not wait\.<\/b> https:\/\/evil\.example/);
  await expect.element(said.first()).toBeInTheDocument();
  expect(document.querySelectorAll('.gate a, .gate b, .news a, .news b')).toHaveLength(0);
});

test('a notice in another language says which, and runs in its own direction', async () => {
  const texts = [{ language: 'he', text: 'הפסיקו לשלוח' }];
  await withNews({ notices: [aNotice('stopSending', { texts })] });
  await expect.element(page.getByText('In Hebrew:')).toBeVisible();
  const quote = document.querySelector('.gate blockquote');
  expect(quote?.getAttribute('lang')).toBe('he');
  expect(quote?.getAttribute('dir')).toBe('rtl');
});

test('advice stands above the screens until it was read', async () => {
  await withNews({ notices: [aNotice('advice')] });
  await vi.waitFor(() => expect(strips()[0]).toContain('north.example will restart'));
  expect(gate()).toBeNull();
  await page.getByRole('button', { name: /^Show/ }).click();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await vi.waitFor(() => expect(strips()).toEqual([]));
  expect(isSeen()).toEqual([true]);
});

test('each piece of news is read out once, and not again with every change', async () => {
  const news = { notices: [aNotice('advice')], freeze: aFreeze('noSending') };
  await withNews(news);
  const heard = (role: string): string =>
    document.querySelector(`.only-heard[role=${role}]`)?.textContent ?? '';
  await vi.waitFor(() => expect(heard('alert')).toContain('Nothing can be sent until'));
  expect(heard('status')).toContain('north.example will restart');
  expect(heard('status')).not.toContain('Nothing can be sent');
  const spoken = new MutationObserver(() => expect.unreachable('it was said again'));
  for (const region of document.querySelectorAll('.only-heard[role]'))
    spoken.observe(region, { childList: true, characterData: true, subtree: true });
  fake.network.show(aNetwork({ ...news, entries: 58, readAtMs: Date.now() }));
  await settled();
  spoken.disconnect();
});

test('silence of the operators is said calmly at first and clearly later, and not as their word', async () => {
  await withNews({ operatorPulse: { ...silent, step: 'late' } });
  await vi.waitFor(() => expect(strips()[0]).toContain('The operators have been quiet since'));
  expect(document.querySelector('.strip')?.className).toContain('late');
  fake.network.show(aNetwork({ operatorPulse: silent }));
  await vi.waitFor(() => expect(strips()[0]).toContain('Nobody has heard from the operators'));
  expect(strips()[0]).toContain('Found by this handset itself');
  await page.getByRole('button', { name: /^Show/ }).click();
  await page.getByRole('button', { name: 'Look at the network' }).click();
  await expect.element(page.getByRole('heading', { name: 'Who runs it' })).toBeVisible();
});

test('while mailboxes move a quiet line says how far they are', async () => {
  await withNews({ moving: { from: [], doneConversations: 3, totalConversations: 7 } });
  await vi.waitFor(() =>
    expect(strips()).toEqual(['Moving to other relays: 3 of 7 conversations']),
  );
});

test('the gravest two stand above the screens, and the way to the others', async () => {
  await withNews(everything);
  await vi.waitFor(() => expect(strips()).toHaveLength(2));
  expect(strips()[0]).toContain('Nothing can be sent until');
  expect(strips()[1]).toContain('The log was shown in two versions');
  await page.getByRole('button', { name: 'And 4 things more' }).click();
  await expect.element(page.getByRole('heading', { name: 'What stands now' })).toBeVisible();
});

function isSeen(): boolean[] {
  const { network } = fake.network.held;
  const notices: readonly NetworkNotice[] = network.state === 'known' ? network.notices : [];
  return notices.map((notice) => notice.isSeen);
}

function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 120));
}
