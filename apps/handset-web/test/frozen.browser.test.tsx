/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Conversation } from '@sotto/handset';
import { go } from '../src/session/router.ts';
import type { FakeHandset } from './fake-handset.ts';
import { aFreeze, aNetwork, someActs } from './fake/fake-network.ts';
import { clear, expectClean } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
  fake.network.held.acts = someActs(57);
  fake.network.show(aNetwork());
});

afterEach(clear);

function named(name: string): Conversation {
  for (const { conversation } of fake.stage.conversations.values())
    if (conversation.name === name) return conversation;
  throw new Error('No such conversation.');
}

test('while sending is paused a line stands where one writes; what was begun is there again afterwards', async () => {
  await show(fake, { route: { at: 'chat', id: named('Kitchen').id } });
  const composer = page.getByRole('textbox', { name: 'Message to Kitchen' });
  await composer.fill('I took the');
  fake.network.show(aNetwork({ freeze: aFreeze('noSending') }));
  const line = page.getByText(/Nothing can be sent until .*What you wrote is kept/);
  await expect.element(line).toBeVisible();
  await expect
    .element(page.getByText(/Somebody tries keys that were stolen/).first())
    .toBeVisible();
  expect(document.querySelector('.composer')?.checkVisibility()).toBe(false);
  await expectClean('a chat that is frozen');
  fake.network.show(aNetwork());
  await expect.element(composer).toBeVisible();
  await expect.element(composer).toHaveValue('I took the');
});

test('the menu of a message offers nothing that would write to others while sending is paused', async () => {
  const menu = async (): Promise<string> => {
    const message = document.querySelector<HTMLElement>('.bubble.mine');
    message?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    await expect.element(page.getByRole('button', { name: 'Copy text' })).toBeVisible();
    return document.querySelector('dialog[open]')?.textContent ?? '';
  };
  await show(fake, { route: { at: 'chat', id: named('Kitchen').id } });
  await vi.waitFor(() => expect(document.querySelector('.bubble.mine')).not.toBeNull());
  expect(await menu()).toMatch(/👍.*Reply.*Edit/s);
  await userEvent.keyboard('{Escape}');
  fake.network.show(aNetwork({ freeze: aFreeze('noSending') }));
  await vi.waitFor(() => expect(document.querySelector('.strip.freeze')).not.toBeNull());
  expect(await menu()).not.toMatch(/👍|Reply|Edit/);
});

test('notes to oneself go on while sending is paused', async () => {
  fake.network.show(aNetwork({ freeze: aFreeze('noSending') }));
  const { id } = await fake.notes();
  await show(fake, { route: { at: 'chat', id } });
  await expect
    .element(page.getByRole('textbox', { name: 'Message to Notes to self' }))
    .toBeVisible();
});

test('from the line in the place of the composer one comes to the act that paused sending, with who signed it', async () => {
  const freeze = aFreeze('noSending', { entry: 51 });
  fake.network.show(aNetwork({ freeze }));
  await show(fake, { route: { at: 'chat', id: named('Kitchen').id } });
  await page.getByRole('button', { name: 'Why?' }).click();
  await expect.element(page.getByRole('heading', { name: 'Entry 51 of the log' })).toBeVisible();
  await expect.element(page.getByText(/Paused sending until/)).toBeVisible();
  await expect.element(page.getByText(/Amal Haddad.* and .*Priya Nair/)).toBeVisible();
});

test('what paused it, since when, until when, why and who signed is one tap away, and so is the proof', async () => {
  fake.network.show(aNetwork({ freeze: aFreeze('noNewMembers', { entry: 51 }) }));
  await show(fake);
  await page.getByRole('button', { name: /^Show/ }).click();
  const sheet = page.getByRole('dialog');
  await expect.element(sheet.getByText(/Nobody can be invited/)).toBeVisible();
  await expect.element(sheet.getByText(/^Since .* It ends by itself on/)).toBeVisible();
  await expect
    .element(sheet.getByText(/Signed by .*Amal Haddad.* and .*Jonas Weber/))
    .toBeVisible();
  await expect
    .element(sheet.getByText('Somebody tries keys that were stolen from a relay.'))
    .toBeVisible();
  await sheet.getByRole('button', { name: 'See the proof' }).click();
  await expect.element(page.getByRole('heading', { name: 'Entry 51 of the log' })).toBeVisible();
});

test('while nobody new may come in, nothing offers to invite or add, and a line says why', async () => {
  fake.network.show(aNetwork({ freeze: aFreeze('noNewMembers') }));
  const line = page.getByText(/Nobody new can come in until/);
  await show(fake, { route: { at: 'add' } });
  await expect.element(line).toBeVisible();
  expect(page.getByRole('button', { name: 'Make a link' }).elements()).toEqual([]);
  expect(page.getByRole('button', { name: 'Open conversation' }).elements()).toEqual([]);
  await expectClean('adding somebody while frozen');
  go({ at: 'group', id: named('Saturday sailing').id });
  await expect.element(line).toBeVisible();
  expect(page.getByRole('button', { name: 'Add members' }).elements()).toEqual([]);
  go({ at: 'new-group' });
  await expect.element(line).toBeVisible();
  expect(page.getByRole('checkbox').elements()).toEqual([]);
  go({ at: 'chat', id: named('Kitchen').id });
  await expect.element(page.getByRole('textbox', { name: 'Message to Kitchen' })).toBeVisible();
});

test.for(['advice', 'noUpdates'] as const)(
  'a freeze of level %s keeps nobody from writing or inviting',
  async (level) => {
    fake.network.show(aNetwork({ freeze: aFreeze(level) }));
    await show(fake, { route: { at: 'add' } });
    await expect.element(page.getByRole('button', { name: 'Make a link' })).toBeVisible();
    go({ at: 'chat', id: named('Kitchen').id });
    await expect.element(page.getByRole('textbox', { name: 'Message to Kitchen' })).toBeVisible();
    await vi.waitFor(() => expect(document.querySelectorAll('.strip.freeze')).toHaveLength(1));
  },
);
