/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Conversation } from '@sotto/handset';
import { goToMessage } from '../src/session/chat.ts';
import { keepDraftNow } from '../src/session/drafts.ts';
import { removeNow } from '../src/session/removal.ts';
import type { FakeHandset } from './fake-handset.ts';
import { clear } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';
import { happened, messageOf } from './fake/world.ts';

let fake: FakeHandset;
let group: Conversation;

beforeEach(async () => {
  fake = await livedIn();
  group = named('Saturday sailing');
  await show(fake, { route: { at: 'chat', id: group.id } });
  await vi.waitFor(() => bubble('Yes, at eight.'));
});

afterEach(clear);

const field = () => page.getByRole('textbox', { name: /^Message to/ });

function named(name: string): Conversation {
  const found = [...fake.stage.conversations.values()].find(
    ({ conversation }) => conversation.name === name,
  );
  if (!found) throw new Error('No such conversation.');
  return found.conversation;
}

function bubble(text: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('.bubble')].find((one) =>
    one.textContent?.includes(text),
  );
  if (!found) throw new Error('No such message on screen.');
  return found;
}

function called(name: string): readonly unknown[][] {
  return fake.calls.filter(([call]) => call === name).map(([, ...rest]) => rest);
}

async function openMenu(text: string): Promise<void> {
  const message = bubble(text);
  message.focus();
  await userEvent.keyboard('{Tab}');
  const button = message.querySelector<HTMLElement>('.bubble-more button');
  button?.focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(document.querySelector('dialog[open]')).toBeTruthy());
}

test('in a group the first message of each run says who wrote it, in words', () => {
  expect(bubble('The forecast says').querySelector('.sender')?.textContent).toBe('Ben Carter');
  expect(bubble('And this one was sent on').querySelector('.sender')).toBeNull();
  expect(bubble('And this one was sent on').textContent).toContain('Ben Carter wrote');
});

test('while another device gives what was said before, the chat says how far it is, and then no more', async () => {
  const coming = (doneMessages: number): void =>
    fake.stage.tell({
      type: 'transfer',
      conversation: group.id,
      doneMessages,
      totalMessages: 300,
    });
  const shown = (): readonly (readonly [string, number])[] =>
    [...document.querySelectorAll('progress')].map((bar) => [
      plain(bar.labels[0]!.textContent),
      bar.value / bar.max,
    ]);
  const text = 'Earlier messages from your other device: 256 of 300';
  coming(256);
  // In the list of all conversations, beside it, too.
  const half = [text, 256 / 300];
  await vi.waitFor(() => expect(shown()).toEqual([half, half]));
  coming(300);
  await vi.waitFor(() => expect(shown()).toEqual([]));
});

test('that there are two accounts of somebody’s devices stands out, and says what to do', async () => {
  const ben = (await fake.contacts()).find(({ name }) => name === 'Ben Carter');
  const event = { type: 'device', by: ben!.identity, change: 'contradicted' } as const;
  const message = fake.stage.put(happened(group.id, ben!.identity, false, event));
  fake.stage.tell({ type: 'message', message, isNew: true });
  await vi.waitFor(() => {
    const lines = [...document.querySelectorAll('.event.lost')];
    const texts = lines.map((line) => plain(line.textContent));
    expect(texts).toContain(
      'There are two accounts of which devices Ben Carter uses: one of them may be stolen or copied. Compare the safety number with Ben Carter again.',
    );
  });
});

test('what happened in a group stands between the messages in plain words', async () => {
  const lines = [...document.querySelectorAll('.event')].map((line) => plain(line.textContent));
  expect(lines).toContain('You added Ben Carter and Carla');
  expect(lines).toContain('You made Ben Carter admin');
  expect(lines).toContain('2 messages from Carla could not be recovered');
});

test('an address is a link that tells nobody where it stood, and nothing else is markup', () => {
  const link = bubble('The forecast says').querySelector('a');
  expect(link?.href).toBe('https://weather.example/harbour?day=6');
  expect(link?.rel.split(' ')).toEqual(expect.arrayContaining(['noreferrer', 'noopener']));
  fake.stage.put(
    messageOf(
      { conversation: group.id, sender: group.id as never, senderName: 'Eve', mine: false },
      '<img src=x onerror=alert(1)> javascript:alert(1)',
    ),
  );
  return vi.waitFor(() => {
    const text = bubble('<img src=x');
    expect(text.querySelector('img, a')).toBeNull();
  });
});

test('an answer is sent with what it answers, and its quote leads there', async () => {
  await openMenu('The forecast says');
  await page.getByRole('button', { name: 'Reply' }).click();
  await expect.element(page.getByText('Replying to Ben Carter')).toBeVisible();
  await vi.waitFor(() => expect(document.activeElement?.tagName).toBe('TEXTAREA'));
  await userEvent.keyboard('Good wind{Enter}');
  await vi.waitFor(() => expect(called('send')).toHaveLength(1));
  expect(called('send')[0]?.[1]).toMatchObject({ text: 'Good wind' });
  await vi.waitFor(() => expect(bubble('Good wind').querySelector('.quote')).toBeTruthy());
  bubble('Good wind').querySelector<HTMLElement>('.quote')?.click();
  await vi.waitFor(() => expect(bubble('The forecast says').classList).toContain('found'));
  expect(document.activeElement).toBe(bubble('The forecast says'));
});

test('a reaction is given from the menu and taken back by a tap', async () => {
  await openMenu('And this one was sent on');
  await page.getByRole('button', { name: 'React with 🙏' }).click();
  await vi.waitFor(() => expect(bubble('And this one').querySelector('.chip.mine')).toBeTruthy());
  bubble('And this one').querySelector<HTMLElement>('.chip')?.click();
  await vi.waitFor(() => expect(bubble('And this one').querySelector('.chip')).toBeNull());
  expect(called('react').map((args) => args[2])).toEqual(['🙏', '']);
});

test('Arrow-up in an empty field changes one’s last text; Escape gives it up and brings back what stood there', async () => {
  await field().click();
  await userEvent.keyboard('{ArrowUp}');
  await vi.waitFor(() => expect(field().element()).toHaveProperty('value', 'Yes, at eight.'));
  await userEvent.keyboard('{Escape}');
  await vi.waitFor(() => expect(field().element()).toHaveProperty('value', ''));
  await userEvent.keyboard('{ArrowUp}');
  await vi.waitFor(() => expect(field().element()).toHaveProperty('value', 'Yes, at eight.'));
  await userEvent.keyboard('{End} Sharp.{Enter}');
  await vi.waitFor(() => expect(bubble('Yes, at eight. Sharp.').textContent).toContain('edited'));
});

test('a deletion can be taken back, and happens when nobody does or the handset is locked', async () => {
  await openMenu('Yes, at eight.');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete for everyone' }).click();
  await vi.waitFor(() => expect(() => bubble('Yes, at eight.')).toThrow());
  await page.getByRole('button', { name: 'Undo' }).click();
  await vi.waitFor(() => bubble('Yes, at eight.'));
  expect(called('remove')).toEqual([]);
  await openMenu('Yes, at eight.');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete for everyone' }).click();
  await vi.waitFor(() => expect(() => bubble('Yes, at eight.')).toThrow());
  await removeNow();
  expect(called('remove').map((args) => args[2])).toEqual(['everyone']);
  await vi.waitFor(() => bubble('You deleted this message'));
});

test('only one’s own messages can be deleted for everyone, and only one’s own texts changed', async () => {
  await openMenu('The forecast says');
  expect(page.getByRole('button', { name: 'Edit', exact: true }).elements()).toEqual([]);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.element(page.getByRole('button', { name: 'Delete for me' })).toBeVisible();
  expect(page.getByRole('button', { name: 'Delete for everyone' }).elements()).toEqual([]);
});

test('what was begun is kept as a draft of its conversation, and dropped when it is sent', async () => {
  await field().fill('On my w');
  await keepDraftNow();
  expect(called('arrange').at(-1)?.[1]).toEqual({ draft: 'On my w' });
  await userEvent.keyboard('ay{Enter}');
  await vi.waitFor(() => expect(called('arrange').at(-1)?.[1]).toEqual({ draft: '' }));
  expect(called('typing').length).toBeGreaterThan(0);
});

test('a name behind @ is offered, chosen with the keys, and told as a mention', async () => {
  await field().click();
  await userEvent.keyboard('Ask @carl');
  await expect.element(page.getByRole('option', { name: 'Carla' })).toBeVisible();
  await userEvent.keyboard('{Enter}first{Enter}');
  await vi.waitFor(() => expect(called('send')).toHaveLength(1));
  const carla = [...fake.stage.contacts.values()].find(({ name }) => name === 'Carla');
  expect(called('send')[0]?.[1]).toEqual({ text: 'Ask @Carla first', mentions: [carla?.identity] });
});

test('several pictures go out in one message, each with its own words', async () => {
  const input = document.querySelector<HTMLInputElement>('.composer input[type=file]');
  const bytes = await fetch(new URL('../public/icon-192.png', import.meta.url)).then((answer) =>
    answer.blob(),
  );
  const list = new DataTransfer();
  for (const name of ['a.png', 'b.png'])
    list.items.add(new File([bytes], name, { type: 'image/png' }));
  if (!input) throw new Error('No field for pictures.');
  input.files = list.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await page.getByRole('textbox', { name: 'Caption of picture 1 of 2' }).fill('One');
  await page.getByRole('button', { name: 'Picture 2 of 2' }).click();
  await page.getByRole('textbox', { name: 'Caption of picture 2 of 2' }).fill('Two');
  await page.getByRole('button', { name: 'Send 2 pictures' }).click();
  await vi.waitFor(() => expect(called('send')).toHaveLength(1));
  expect(called('send')[0]?.[1]).toMatchObject({
    pictures: [{ caption: 'One' }, { caption: 'Two' }],
  });
});

test('the arrow keys go from message to message, and the menu gives the focus back', async () => {
  const last = bubble('The boat');
  last.focus();
  await userEvent.keyboard('{ArrowUp}');
  expect(document.activeElement).toBe(bubble('Yes, at eight.'));
  await openMenu('Yes, at eight.');
  await userEvent.keyboard('{Escape}');
  await vi.waitFor(() => expect(document.querySelector('dialog')).toBeNull());
  expect(bubble('Yes, at eight.').contains(document.activeElement)).toBe(true);
});

test('a message far up is found, page by page, and brought into sight', async () => {
  const kitchen = named('Kitchen');
  const said = { conversation: kitchen.id, sender: fake.stage.me, senderName: 'Me', mine: true };
  const held = fake.stage.held(kitchen.id);
  held.messages = Array.from({ length: 3_000 }, (_, index) =>
    messageOf(said, `Number ${index}.`, { sentAtMs: 1_700_000_000_000 + index * 1_000 }),
  );
  await goToMessage(kitchen.id, held.messages[40]!.id);
  await vi.waitFor(
    () => {
      const box = bubble('Number 40.').getBoundingClientRect();
      expect(box.top).toBeGreaterThan(60);
      expect(box.bottom).toBeLessThan(innerHeight);
    },
    { timeout: 5_000 },
  );
});

test('an erased message leaves the screen, the menu and the answer to it', async () => {
  await openMenu('The forecast says');
  const id = fake.stage
    .held(group.id)
    .messages.find(({ body }) => body.kind === 'text' && body.text.startsWith('The forecast'))!.id;
  await fake.remove(group.id, id, 'me');
  await vi.waitFor(() => expect(document.querySelector('dialog')).toBeNull());
  expect(() => bubble('The forecast says')).toThrow();
});

function plain(text: string | null): string {
  return (text ?? '').replaceAll(/[\u2066-\u2069]/g, '');
}
