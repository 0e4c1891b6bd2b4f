import type { Handset, Invite, InviteId } from '@sotto/handset';
import { expect, test } from 'vitest';
import { createInviteDesk } from '../src/invite-desk.ts';

/** The part of a handset that the desk uses; invites lapse when the test says so. */
function fakeHandset(): { handset: Handset; waiting: Invite[]; expire: () => void } {
  let waiting: Invite[] = [];
  let made = 0;
  let wake: (() => void) | undefined;
  const expired: InviteId[] = [];
  const removed = (id: InviteId): void => {
    waiting = waiting.filter((each) => each.id !== id);
  };
  const handset = {
    invites: async () => [...waiting],
    removeInvite: async (id: InviteId) => removed(id),
    createInvite: async () => {
      made += 1;
      const invite = {
        id: `${made}` as InviteId,
        link: `link ${made}`,
        label: '',
        expiresAtMs: made,
      };
      waiting.unshift(invite);
      return invite;
    },
    events: async function* () {
      for (;;) {
        const id = expired.shift();
        if (id !== undefined) yield { type: 'invite', id, outcome: 'expired' };
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  } as unknown as Handset;
  return {
    handset,
    get waiting() {
      return waiting;
    },
    expire: () => {
      expired.push(...waiting.map(({ id }) => id));
      wake?.();
    },
  };
}

test('however often strangers ask, at most 50 invites wait, and the newest are among them', async () => {
  const fake = fakeHandset();
  const desk = createInviteDesk(fake.handset, new AbortController().signal);
  const links = await Promise.all(Array.from({ length: 120 }, () => desk.next()));
  expect(new Set(links).size).toBe(120);
  expect(fake.waiting).toHaveLength(50);
  expect(fake.waiting.map(({ link }) => link)).toEqual(links.slice(-50).toReversed());
});

test('an invite that expired is removed, so that it counts no longer', async () => {
  const fake = fakeHandset();
  const desk = createInviteDesk(fake.handset, new AbortController().signal);
  await desk.next();
  fake.expire();
  await expect.poll(() => fake.waiting.length).toBe(0);
});

test('an invite that could not be made does not stop the next one', async () => {
  const fake = fakeHandset();
  let fail = true;
  const flaky = {
    ...fake.handset,
    createInvite: () =>
      fail ? Promise.reject(new Error('no relay')) : fake.handset.createInvite(),
  };
  const desk = createInviteDesk(flaky, new AbortController().signal);
  await expect(desk.next()).rejects.toThrow('no relay');
  fail = false;
  expect(await desk.next()).toBe('link 1');
});
