/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Conversation, IdentityId } from '@sotto/handset';
import { go } from '../src/session/router.ts';
import type { FakeHandset } from './fake-handset.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
});

afterEach(clear);

function named(name: string): Conversation {
  const found = [...fake.stage.conversations.values()].find(
    ({ conversation }) => conversation.name === name,
  );
  if (!found) throw new Error('No such conversation.');
  return found.conversation;
}

function person(name: string): IdentityId {
  const found = [...fake.stage.contacts.values()].find((contact) => contact.name === name);
  if (!found) throw new Error('No such person.');
  return found.identity;
}

function called(name: string): readonly unknown[][] {
  return fake.calls.filter(([call]) => call === name).map(([, ...rest]) => rest);
}

test.for([
  ['en', 'light', phone],
  ['en', 'dark', desk],
  ['ar', 'light', desk],
  ['ar', 'dark', phone],
] as const)('every screen is accessible: %s, %s', async ([language, theme, size]) => {
  await page.viewport(size[0], size[1]);
  document.documentElement.style.colorScheme = theme;
  await show(fake, { language });
  const { id } = named('Saturday sailing');
  await expectClean('the list');
  for (const route of [
    { at: 'chat', id },
    { at: 'group', id },
    { at: 'contact', identity: person('Ben Carter') },
    { at: 'contact', identity: person('Dana Okafor') },
    { at: 'new' },
    { at: 'new-group' },
    { at: 'add' },
    { at: 'settings' },
    { at: 'devices' },
  ] as const) {
    go(route);
    // Some screens are loaded when they are first shown.
    await expect
      .poll(() =>
        document.querySelector('.pane-chosen h1, .pane-chosen [role=main], .pane-chosen main'),
      )
      .not.toBeNull();
    await new Promise((done) => setTimeout(done, 150));
    await expectClean(route.at);
  }
});

test('the list says what is unread, who mentions one, what is muted and what was begun', async () => {
  await show(fake);
  const row = (name: string): string => {
    const rows = [...document.querySelectorAll('.row-button')];
    return rows.find((one) => one.textContent?.includes(name))?.textContent ?? '';
  };
  expect(row('Saturday sailing')).toContain('1 message mentions you');
  expect(row('Saturday sailing')).toContain('2 unread messages');
  expect(row('Ben Carter')).toMatch(/Draft:\s*I could bring the/);
  expect(row('نور الدين')).toContain('Muted');
});

test('the notes to oneself stand first, and begin at the first tap', async () => {
  await show(fake);
  const first = document.querySelector<HTMLElement>('.pane-list .row-button');
  expect(first?.textContent).toContain('Notes to self');
  first?.click();
  await expect
    .element(page.getByRole('textbox', { name: 'Message to Notes to self' }))
    .toBeVisible();
});

test('a search shows where words were found, and a tap goes there', async () => {
  await show(fake);
  await page.getByRole('searchbox').fill('forec');
  await expect.element(page.getByText('1 message found')).toBeVisible();
  expect(document.querySelector('mark')?.textContent).toBe('forec');
  await page.getByRole('button', { name: /Ben Carter: The/ }).click();
  await vi.waitFor(() =>
    expect(document.querySelector('.bubble.found')?.textContent).toContain('forecast'),
  );
});

test('a group is made of a name and people', async () => {
  await show(fake, { route: { at: 'new' } });
  await page.getByRole('button', { name: /New group/ }).click();
  await expect.element(page.getByRole('button', { name: 'Make group' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Name of the group' }).fill('Picnic');
  await page.getByRole('checkbox', { name: 'Ben Carter' }).click();
  await page.getByRole('checkbox', { name: 'Carla' }).click();
  await page.getByRole('button', { name: 'Make group' }).click();
  await expect.element(page.getByRole('textbox', { name: 'Message to Picnic' })).toBeVisible();
  expect(called('createGroup')[0]?.[0]).toEqual({
    name: 'Picnic',
    members: [person('Ben Carter'), person('Carla')],
  });
});

test('an admin adds, removes after one question, and makes admins', async () => {
  const { id } = named('Saturday sailing');
  await show(fake, { route: { at: 'group', id } });
  await page.getByRole('button', { name: 'Add members' }).click();
  await page.getByRole('checkbox', { name: 'Dana Okafor' }).click();
  await page.getByRole('button', { name: 'Add to the group' }).click();
  await page.getByRole('button', { name: 'Actions for Carla' }).click();
  await page.getByRole('button', { name: 'Make admin' }).click();
  await page.getByRole('button', { name: 'Actions for Carla' }).click();
  await page.getByRole('button', { name: 'Remove from group' }).click();
  await expect.element(page.getByText(/They keep what was sent so far/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove from group' }).click();
  await vi.waitFor(() => expect(called('changeGroup')).toHaveLength(3));
  expect(called('changeGroup').map((args) => args[1])).toEqual([
    { add: [person('Dana Okafor')] },
    { roles: [{ identity: person('Carla'), role: 'admin' }] },
    { remove: [person('Carla')] },
  ]);
});

test('who is no admin sees the settings of a group and cannot change them', async () => {
  const { id } = named('Kitchen');
  await show(fake, { route: { at: 'group', id } });
  await expect.element(page.getByText('Only admins change this.')).toBeVisible();
  await expect.element(page.getByLabelText('New messages disappear')).toBeDisabled();
  expect(page.getByRole('button', { name: 'Add members' }).elements()).toEqual([]);
});

test('leaving asks once; afterwards nothing can be written and the history can be removed', async () => {
  const { id } = named('Kitchen');
  await show(fake, { route: { at: 'group', id } });
  await page.getByRole('button', { name: 'Leave group' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave group' }).click();
  go({ at: 'chat', id });
  await expect
    .element(page.getByText('You left. Nothing can be sent here any more.'))
    .toBeVisible();
  await page.getByRole('button', { name: 'Remove from this handset' }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: 'Remove from this handset' })
    .click();
  await vi.waitFor(() => expect(fake.stage.conversations.has(id)).toBe(false));
  await vi.waitFor(() =>
    expect(document.querySelector('.panes')?.textContent).not.toContain('Kitchen'),
  );
});

test('blocking asks once and shuts the conversation; unblocking opens it', async () => {
  await show(fake, { route: { at: 'contact', identity: person('Ben Carter') } });
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click();
  go({ at: 'chat', id: named('Ben Carter').id });
  await expect.element(page.getByText(/You blocked Ben Carter/)).toBeVisible();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await expect.element(page.getByRole('textbox', { name: 'Message to Ben Carter' })).toBeVisible();
});

test('what others are told is decided in the settings, and trouble is told in plain words', async () => {
  await show(fake, { route: { at: 'settings' } });
  await page.getByRole('checkbox', { name: 'Tell people when I am typing' }).click();
  await vi.waitFor(async () => expect((await fake.settings()).sendTyping).toBe(false));
  await expect.element(page.getByText('Missing at first, then came')).toBeVisible();
});

async function toForward(): Promise<void> {
  const { id } = named('Saturday sailing');
  await show(fake, { route: { at: 'chat', id } });
  await vi.waitFor(() => expect(document.querySelectorAll('.bubble').length).toBeGreaterThan(5));
  const [message] = [...document.querySelectorAll<HTMLElement>('.bubble')].filter((one) =>
    one.textContent?.includes('The forecast'),
  );
  message?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
  await page.getByRole('button', { name: 'Forward' }).click();
}

test('a message can be sent on to another conversation', async () => {
  await toForward();
  await page.getByRole('button', { name: 'Kitchen' }).click();
  await vi.waitFor(() => expect(called('forward')[0]?.[2]).toBe(named('Kitchen').id));
  await userEvent.keyboard('{Escape}');
});

test('a message can be kept in one’s notes, which begin with it', async () => {
  await toForward();
  await page.getByRole('button', { name: 'Notes to self' }).click();
  await vi.waitFor(async () => {
    const notes = await fake.notes();
    expect(called('forward')[0]?.[2]).toBe(notes.id);
  });
});
