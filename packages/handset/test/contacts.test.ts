import type { RelayUrl } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { eventually, meet, person, shows, texts } from './handset-fixture.ts';
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
async function pair() {
  const relay = tinyRelay();
  const ada = await join({ relay, name: 'Ada' });
  const ben = await join({ relay, name: 'Ben' });
  return { relay, ada, ben, ...(await meet(ada, ben)) };
}

describe('a contact', () => {
  test('is called as the reader wishes, and as suggested when the reader wishes nothing', async () => {
    const { ada, ben, ofA } = await pair();
    const { identity } = ben.handset;
    expect(await ada.handset.rename(identity, '  Benjamin ')).toMatchObject({
      name: 'Benjamin',
      nameIsMine: true,
    });
    expect(await ada.handset.conversation(ofA)).toMatchObject({
      name: 'Benjamin',
      contact: { name: 'Benjamin', nameIsMine: true },
    });
    expect(await ada.handset.rename(identity, '')).toMatchObject({
      name: 'Ben',
      nameIsMine: false,
    });
    await expect(ada.handset.rename(identity, 'x'.repeat(65))).rejects.toMatchObject({
      code: 'NAME_TOO_LONG',
    });
    await expect(ada.handset.rename('nobody' as never, 'x')).rejects.toMatchObject({
      code: 'CONTACT_UNKNOWN',
    });
    await eventually(() =>
      ada.seen.some((event) => event.type === 'contact' && event.contact.name === 'Benjamin'),
    );
  });

  test("has the same safety number on both sides, and is verified by the other's code and no other", async () => {
    const { ada, ben, ofA, ofB } = await pair();
    const [itsAda, itsBen] = [ada.handset.identity, ben.handset.identity];
    const a = await ada.handset.safetyNumber(itsBen);
    const b = await ben.handset.safetyNumber(itsAda);
    expect(a.groups).toEqual(b.groups);
    expect(a.groups.every((group) => /^[0-9]{5}$/.test(group)) && a.groups.length === 12).toBe(
      true,
    );
    expect(await ada.handset.verifyScanned(itsBen, a.qr)).toBe(false);
    expect(await ada.handset.verifyScanned(itsBen, 'https://example.com')).toBe(false);
    expect((await ada.handset.conversation(ofA)).contact?.verified).toBe('none');
    expect(await ada.handset.verifyScanned(itsBen, b.qr)).toBe(true);
    expect((await ada.handset.conversation(ofA)).contact?.verified).toBe('compared');
    expect((await ada.handset.setVerified(itsBen, false)).verified).toBe('none');
    expect((await ben.handset.setVerified(itsAda, true)).verified).toBe('compared');
    expect((await ben.handset.conversation(ofB)).contact?.verified).toBe('compared');
    expect((await ben.handset.setVerified(itsAda, false)).verified).toBe('invite');
  });

  test('may be at another relay: texts, pictures and receipts go both ways', async () => {
    const relay = tinyRelay();
    const elsewhere = tinyRelay();
    const home = 'https://elsewhere.example' as RelayUrl;
    const others = { [home]: elsewhere };
    const ada = await join({ relay, others, name: 'Ada' });
    const ben = await join({ relay, others, home, name: 'Ben' });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'over there' });
    await shows(ben.handset, ofB, ['over there']);
    await ben.handset.send(ofB, { picture: new TextEncoder().encode('PICTURE') });
    const { id } = await eventually(async () => (await ada.handset.history(ofA)).messages[1]);
    expect((await ada.handset.picture(ofA, id)).bytes).toHaveLength(12);
    await eventually(
      async () => (await ada.handset.history(ofA)).messages[0]?.state === 'delivered',
    );
    // Each has those of the conversation and of the KeyPackages that it gave at its own relay, and none at the other's.
    const each = 1 + handsetLimits.keyPackagesGiven;
    await eventually(() => relay.mailboxes().length + elsewhere.mailboxes().length === 2 * each);
    expect([relay.mailboxes().length, elsewhere.mailboxes().length]).toEqual([each, each]);
    expect((await ada.handset.status()).connection).toBe('online');
  });
});

describe('a history', () => {
  test('is given in pages, newest first, each in the order of showing, and pages hold while messages come', async () => {
    const { ada, ben, ofA, ofB } = await pair();
    const sent = Array.from({ length: 25 }, (_, index) => `${index}`);
    for (const text of sent) await ada.handset.send(ofA, { text });
    await shows(ben.handset, ofB, sent);
    const read: string[] = [];
    let before: string | undefined;
    do {
      const page = await ben.handset.history(ofB, {
        limit: 7,
        ...(before === undefined ? {} : { before }),
      });
      read.unshift(...page.messages.map(({ body }) => (body.kind === 'text' ? body.text : '')));
      ({ before } = page);
      await ada.handset.send(ofA, { text: 'meanwhile' });
    } while (before !== undefined);
    expect(read).toEqual(sent);
    await expect(ben.handset.history(ofB, { before: 'nothing' })).rejects.toMatchObject({
      code: 'MESSAGE_UNKNOWN',
    });
  });

  test('counts as unread what came and was not marked, up to the message that is named', async () => {
    const { ada, ben, ofA, ofB } = await pair();
    for (const text of ['1', '2', '3', '4']) await ada.handset.send(ofA, { text });
    await shows(ben.handset, ofB, ['1', '2', '3', '4']);
    const { messages } = await ben.handset.history(ofB);
    await ben.handset.markRead(ofB, messages[1]!.id);
    expect((await ben.handset.conversation(ofB)).unread).toBe(2);
    await eventually(async () => {
      const states = (await ada.handset.history(ofA)).messages.map(({ state }) => state);
      return states.join() === 'read,read,delivered,delivered';
    });
    await ben.handset.markRead(ofB, messages[0]!.id);
    expect((await ben.handset.conversation(ofB)).unread).toBe(2);
    await ben.handset.markRead(ofB, messages[3]!.id);
    expect((await ben.handset.conversation(ofB)).unread).toBe(0);
    await ada.handset.send(ofA, { text: '5' });
    await eventually(async () => (await ben.handset.conversation(ofB)).unread === 1);
  });

  test('is told as read only when the reader allows it', async () => {
    const { ada, ben, ofA, ofB } = await pair();
    expect((await ben.handset.changeSettings({ sendReadReceipts: false })).sendReadReceipts).toBe(
      false,
    );
    await ada.handset.send(ofA, { text: 'private' });
    const { id } = await eventually(async () => (await ben.handset.history(ofB)).messages[0]);
    await ben.handset.markRead(ofB, id);
    expect((await ben.handset.conversation(ofB)).unread).toBe(0);
    await ben.handset.changeSettings({ sendReadReceipts: true, language: 'de' });
    await ada.handset.send(ofA, { text: 'open' });
    const second = await eventually(async () => (await ben.handset.history(ofB)).messages[1]);
    await ben.handset.markRead(ofB, second.id);
    await eventually(async () => (await ada.handset.history(ofA)).messages[1]?.state === 'read');
    expect((await ada.handset.history(ofA)).messages[0]?.state).toBe('delivered');
    expect(await ben.handset.settings()).toMatchObject({ sendReadReceipts: true, language: 'de' });
  });

  test('holds no empty text, no text too long, and whatever Unicode is in between', async () => {
    const { ada, ben, ofA, ofB } = await pair();
    await expect(ada.handset.send(ofA, { text: '  \n' })).rejects.toMatchObject({
      code: 'TEXT_EMPTY',
    });
    await expect(ada.handset.send(ofA, { text: 'ä'.repeat(16_385) })).rejects.toMatchObject({
      code: 'TEXT_TOO_LONG',
    });
    const long = 'ä'.repeat(16_384);
    await ada.handset.send(ofA, { text: long });
    await ada.handset.send(ofA, { text: 'half \ud83d of a pair' });
    await shows(ben.handset, ofB, [long, 'half \ufffd of a pair']);
    expect(await texts(ada.handset, ofA)).toEqual(await texts(ben.handset, ofB));
  });

  test('shows messages that both wrote at once in one order on both sides', async () => {
    const { ada, ben, ofA, ofB } = await pair();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => [
        ada.handset.send(ofA, { text: `a${index}` }),
        ben.handset.send(ofB, { text: `b${index}` }),
      ]).flat(),
    );
    await eventually(
      async () =>
        (await texts(ada.handset, ofA)).length === 40 &&
        (await texts(ben.handset, ofB)).length === 40,
    );
    expect(await texts(ada.handset, ofA)).toEqual(await texts(ben.handset, ofB));
  });
});
