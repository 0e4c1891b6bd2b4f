import { encodeInvite, parseInvite } from '@sotto/protocol';
import type { IdentityHash } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually, fastClock, meet, person, shows } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}
const day = 86_400_000;

describe('an invite', () => {
  test('is listed until it is used, and then makes one conversation', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay, name: 'Ada' });
    const ben = await join({ relay, name: 'Ben' });
    const invite = await ada.handset.createInvite({ label: 'for Ben' });
    expect(await ada.handset.invites()).toEqual([invite]);
    const conversation = await ben.handset.acceptInvite(invite.link, { petname: 'Ada from work' });
    expect(conversation.contact).toMatchObject({ name: 'Ada from work', nameIsMine: true });
    await eventually(async () => (await ada.handset.invites()).length === 0);
    expect(ada.seen).toContainEqual({ type: 'invite', id: invite.id, outcome: 'accepted' });
  });

  test('accepted twice by the same handset gives the same conversation', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    const [first, second] = await Promise.all([
      ben.handset.acceptInvite(link),
      ben.handset.acceptInvite(link),
    ]);
    expect(second.id).toBe(first.id);
    expect(await ben.handset.conversations()).toHaveLength(1);
  });

  test('works for one of two who use it, and tells the other INVITE_USED', async () => {
    const relay = tinyRelay();
    const [ada, ben, cleo] = [await join({ relay }), await join({ relay }), await join({ relay })];
    const { link } = await ada.handset.createInvite();
    const outcomes = await Promise.allSettled([
      ben.handset.acceptInvite(link),
      cleo.handset.acceptInvite(link),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'INVITE_USED' },
    });
    await eventually(async () => (await ada.handset.conversations()).length === 1);
  });

  test("that is one's own, expired, unknown, or no invite is refused with its code", async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite({ expiresInSeconds: 3_600 });
    await expect(ada.handset.acceptInvite(link)).rejects.toMatchObject({ code: 'INVITE_OWN' });
    relay.lies.serverTimeMs = () => Date.now() + day;
    const clock = Object.assign(fastClock(), { offsetMs: day });
    const late = await join({ relay, clock });
    await expect(late.handset.acceptInvite(link)).rejects.toMatchObject({ code: 'INVITE_EXPIRED' });
    delete relay.lies.serverTimeMs;
    relay.cutAll();
    const elsewhere = encodeInvite({ ...parseInvite(link), secret: new Uint8Array(32) });
    await expect(ben.handset.acceptInvite(elsewhere)).rejects.toMatchObject({
      code: 'INVITE_UNKNOWN',
    });
    await expect(ben.handset.acceptInvite('https://relay.example/')).rejects.toMatchObject({
      code: 'INVITE_MALFORMED',
    });
    expect(await ben.handset.conversations()).toHaveLength(0);
  });

  test("is judged by the relay's clock when one's own is wrong by a day", async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay, clock: Object.assign(fastClock(), { offsetMs: day }) });
    const { link } = await ada.handset.createInvite({ expiresInSeconds: 3_600 });
    await ben.handset.acceptInvite(link);
    await eventually(async () => (await ada.handset.conversations()).length === 1);
  });

  test('that names another identity than the KeyPackage behind it is INVITE_FORGED', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    const identity = new Uint8Array(32).fill(7) as IdentityHash;
    const forged = encodeInvite({ ...parseInvite(link), identity });
    await expect(ben.handset.acceptInvite(forged)).rejects.toMatchObject({ code: 'INVITE_FORGED' });
  });

  test('whose KeyPackage the relay swapped or damaged is INVITE_FORGED', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    relay.lies.lookup = (bodies) =>
      bodies.map((body) => Uint8Array.from(body).fill(body.at(-1)! ^ 1, -1));
    await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject({ code: 'INVITE_FORGED' });
    relay.lies.lookup = () => [];
    await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    delete relay.lies.lookup;
    await ben.handset.acceptInvite(link);
    await eventually(async () => (await ada.handset.conversations()).length === 1);
  });

  test('that was taken back cannot be used, and its mailbox is gone', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { id, link } = await ada.handset.createInvite();
    expect(relay.mailboxes()).toHaveLength(1);
    await ada.handset.removeInvite(id);
    expect(relay.mailboxes()).toHaveLength(0);
    expect(await ada.handset.invites()).toHaveLength(0);
    await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject({ code: 'INVITE_USED' });
  });

  test('is not made when the relay cannot be reached, and leaves nothing behind', async () => {
    const relay = tinyRelay();
    const weather = { down: true };
    const ada = await join({ relay, weather });
    await expect(ada.handset.createInvite()).rejects.toMatchObject({
      code: 'LINK_UNREACHABLE',
      retryable: true,
    });
    expect(await ada.handset.invites()).toHaveLength(0);
  });

  test('can be accepted after the connection broke in the middle, with the same link', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    relay.lies.answer = (frame, answer) => {
      if (frame.kind !== 'register') return answer;
      relay.cutAll();
      return 'silence';
    };
    await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject({ retryable: true });
    delete relay.lies.answer;
    const conversation = await ben.handset.acceptInvite(link);
    await ben.handset.send(conversation.id, { text: 'here' });
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    await shows(ada.handset, ofA, ['here']);
  });

  test('waits for its answer over a restart of the inviter', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    await ada.vault.close();
    const { id } = await ben.handset.acceptInvite(link);
    await ben.handset.send(id, { text: 'first' });
    const again = await join({ relay, store: ada.store });
    const ofA = await eventually(async () => (await again.handset.conversations())[0]?.id);
    await shows(again.handset, ofA, ['first']);
  });

  test('rubbish at its mailbox is dropped and counted, and the true Welcome still works', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    relay.lies.deliver = (envelopes) =>
      envelopes.flatMap((envelope) => [
        { ...envelope, position: envelope.position, body: new Uint8Array(600) },
        envelope,
      ]);
    const { id } = await ben.handset.acceptInvite(link);
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    delete relay.lies.deliver;
    await ben.handset.send(id, { text: 'it is me' });
    await shows(ada.handset, ofA, ['it is me']);
    expect((await ada.handset.status()).dropped.undecryptable).toBeGreaterThan(0);
  });

  test('expires: it is told, no longer listed, and refused after its grace', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const { id } = await ada.handset.createInvite({ expiresInSeconds: 60 });
    ada.clock.offsetMs = 2 * 60_000;
    relay.lies.serverTimeMs = () => Date.now() + 2 * 60_000;
    await ada.vault.close();
    const again = await join({ relay, store: ada.store, clock: ada.clock });
    await eventually(() =>
      again.seen.some(
        (event) => event.type === 'invite' && event.id === id && event.outcome === 'expired',
      ),
    );
    expect(await again.handset.invites()).toHaveLength(0);
    expect(relay.mailboxes()).toHaveLength(1);
    again.clock.offsetMs = 3 * day;
    relay.lies.serverTimeMs = () => Date.now() + 3 * day;
    await again.vault.close();
    await join({ relay, store: ada.store, clock: ada.clock });
    await eventually(() => relay.mailboxes().length === 0);
  });
});

test('three people have three conversations that do not mix', async () => {
  const relay = tinyRelay();
  const [ada, ben, cleo] = [await join({ relay }), await join({ relay }), await join({ relay })];
  const ab = await meet(ada, ben);
  await ben.handset.send(ab.ofB, { text: 'from Ben' });
  const { link } = await cleo.handset.createInvite();
  const { id: ac } = await ada.handset.acceptInvite(link);
  await ada.handset.send(ac, { text: 'to Cleo' });
  const ofC = await eventually(async () => (await cleo.handset.conversations())[0]?.id);
  await shows(cleo.handset, ofC, ['to Cleo']);
  await shows(ada.handset, ab.ofA, ['from Ben']);
  await shows(ada.handset, ac, ['to Cleo']);
});
