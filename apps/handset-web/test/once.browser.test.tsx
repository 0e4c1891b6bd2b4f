/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Conversation } from '@sotto/handset';
import type { FakeHandset } from './fake-handset.ts';
import { clear } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';
import { messageOf } from './fake/world.ts';

let fake: FakeHandset;
let group: Conversation;

beforeEach(async () => {
  fake = await livedIn();
  group = [...fake.stage.conversations.values()].find(
    ({ conversation }) => conversation.name === 'Saturday sailing',
  )!.conversation;
  await show(fake, { route: { at: 'chat', id: group.id } });
});

afterEach(clear);

function comes(mine = false): void {
  const body = { kind: 'once', state: 'closed', of: 'text', count: 1 } as const;
  const who = { sender: group.id as never, senderName: 'Carla', mine };
  fake.stage.put(messageOf({ conversation: group.id, ...who }, body));
}

test('what is shown once is opened by a button, seen in front of all else, and gone when it is closed', async () => {
  comes();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect.element(page.getByText('The code is 4711')).toBeVisible();
  await expect.element(page.getByText('Opened. Nothing of it is kept.')).toBeInTheDocument();
  await page.getByRole('button', { name: 'Close for good' }).click();
  await vi.waitFor(() => expect(document.body.textContent).not.toContain('4711'));
  expect(page.getByRole('button', { name: 'Open', exact: true }).elements()).toEqual([]);
});

test('it is gone, too, when the page is hidden or Escape is pressed', async () => {
  comes();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect.element(page.getByText('The code is 4711')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await vi.waitFor(() => expect(document.body.textContent).not.toContain('4711'));
  comes();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect.element(page.getByText('The code is 4711')).toBeVisible();
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(document.body.textContent).not.toContain('4711'));
  hidden.mockRestore();
});

test('its sender sees that it was sent, and no way to look at it', async () => {
  comes(true);
  await expect.element(page.getByText('Only they can open it.')).toBeVisible();
  expect(page.getByRole('button', { name: 'Open', exact: true }).elements()).toEqual([]);
});

test('a text is marked to be shown once where pictures are added, for one message alone', async () => {
  await page.getByRole('button', { name: 'Add to the message' }).click();
  await page.getByRole('button', { name: 'Show it once' }).click();
  await expect.element(page.getByText('Will be shown once')).toBeVisible();
  const field = page.getByRole('textbox', { name: /^Message to/ });
  await field.fill('4711');
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(page.getByText('Will be shown once').elements()).toEqual([]));
  await field.fill('hello');
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => {
    const sent = fake.calls.filter(([call]) => call === 'send').map(([, , draft]) => draft);
    expect(sent).toEqual([{ text: '4711', viewOnce: true }, { text: 'hello' }]);
  });
});
