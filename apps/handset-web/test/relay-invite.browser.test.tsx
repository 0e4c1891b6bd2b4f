import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { SottoError } from '@sotto/core';
import type { HandsetErrorCode } from '@sotto/handset';
import { encodeRelayInvite, parseRelayUrl } from '@sotto/protocol';
import { pendingRelayInvite } from '../src/session/relay-invite.ts';
import type { FakeHandset } from './fake-handset.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

const link = encodeRelayInvite({
  relay: parseRelayUrl('https://relay.example'),
  credit: new Uint8Array(87),
  charterHash: null,
});
const card = (): string | null | undefined => document.querySelector('.card')?.textContent;
let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
});

afterEach(async () => {
  pendingRelayInvite.value = undefined;
  await clear();
});

test.for([
  ['en', 'dark', phone],
  ['ar', 'light', desk],
] as const)(
  'an operator’s link that was opened is offered, accessibly: %s, %s',
  async ([language, theme, size]) => {
    await page.viewport(size[0], size[1]);
    document.documentElement.style.colorScheme = theme;
    pendingRelayInvite.value = link;
    await show(fake, { language });
    await expect
      .poll(() => document.querySelector('.card')?.textContent)
      .toContain('relay.example');
    await expectClean('the offer');
  },
);

test('a refusal is said under the offer, which stays; putting it aside takes it away', async () => {
  const refused: string[] = [];
  Object.assign(fake, {
    joinRelay: async (given: string) => {
      refused.push(given);
      throw new SottoError<HandsetErrorCode>('CREDIT_SPENT', 'No more.');
    },
  });
  pendingRelayInvite.value = link;
  await show(fake);
  await page.getByRole('button', { name: 'Use this invite' }).click();
  await expect.poll(card).toContain('Your invite to the relay is used up');
  expect(refused).toEqual([link]);
  await expectClean('the refusal');
  await page.getByRole('button', { name: 'Put it aside' }).click();
  await expect.poll(() => document.body.textContent).not.toContain('Invite to a relay');
});

test('a damaged link cannot be used, and is named', async () => {
  pendingRelayInvite.value = link.slice(0, -9);
  await show(fake);
  await expect.poll(card).toContain('A part of this link to the relay is missing');
  expect(page.getByRole('button', { name: 'Use this invite' }).query()).toBeNull();
});
