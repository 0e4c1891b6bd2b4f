import type { RelayUrl } from '@sotto/core';
import type { GroupState, Mls, Transition } from '@sotto/mls';
import { encodeInvite, parseInvite } from '@sotto/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { picturesPart, readPictures } from '../src/pictures/picture-part.ts';
import { arrivedLimits } from '../src/pictures/clean-limits.ts';
import { mayConnect } from '../src/sync/may-connect.ts';
import { eventually, fastClock, meet, person, relayUrl, shows } from './handset-fixture.ts';
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
const isErased = (secret: Uint8Array): boolean => secret.every((byte) => byte === 0);
const hour = 3_600_000;
const day = 24 * hour;

describe('a relay on this machine', () => {
  const far = relayUrl;
  const near = [
    'http://127.0.0.1:8080',
    'http://localhost:1',
    'https://a.localhost',
    'http://[::1]:9000',
    'https://[0:0:0:0:0:0:0:1]',
    'https://[::ffff:7f00:1]',
    'https://[::]',
    'https://0.0.0.0',
    'https://127.9.9.9',
  ] as RelayUrl[];

  test('is connected to only by a handset whose own relay is there', () => {
    for (const relay of near) {
      expect([relay, mayConnect(far, relay)]).toEqual([relay, false]);
      expect(mayConnect(near[0]!, relay)).toBe(true);
      expect(mayConnect(relay, far)).toBe(true);
    }
    for (const relay of ['https://127.example', 'https://10.0.0.1', 'https://[2001:db8::1]'])
      expect(mayConnect(far, relay as RelayUrl)).toBe(true);
  });

  test('is not asked for an invite', async () => {
    const [local, relay] = [tinyRelay(), tinyRelay()];
    const home = near[0]!;
    const others = { [home]: local };
    const ada = await join({ relay, others, home });
    const ben = await join({ relay, others });
    const { link } = await ada.handset.createInvite();
    const before = local.connections();
    await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject({
      code: 'INVITE_RELAY_LOCAL',
    });
    expect(local.connections()).toBe(before);
  });

  test('is not taken from whoever uses an invite', async () => {
    const [local, relay] = [tinyRelay(), tinyRelay()];
    const home = near[0]!;
    const others = { [home]: local };
    const ada = await join({ relay, others });
    const ben = await join({ relay, others, home });
    const { link } = await ada.handset.createInvite();
    await ben.handset.acceptInvite(link);
    await eventually(async () => (await ada.handset.status()).dropped.forged === 1);
    expect(await ada.handset.conversations()).toEqual([]);
  });
});

test('an invite that names another mailbox than its inviter is INVITE_FORGED', async () => {
  const relay = tinyRelay();
  const ada = await join({ relay });
  const ben = await join({ relay });
  const { link } = await ada.handset.createInvite();
  const mailbox = new Uint8Array(32).fill(9) as ReturnType<typeof parseInvite>['mailbox'];
  const aimed = encodeInvite({ ...parseInvite(link), mailbox });
  await expect(ben.handset.acceptInvite(aimed)).rejects.toMatchObject({ code: 'INVITE_FORGED' });
});

test('a Welcome into a group id that a conversation has already is dropped', async () => {
  const relay = tinyRelay();
  const groupId = new Uint8Array(32).fill(7);
  const over = (mls: Mls): Mls => ({
    ...mls,
    createGroup: (input) => mls.createGroup({ ...input, groupId }),
  });
  const ada = await join({ relay });
  for (const count of [1, 2]) {
    const guest = await join({ relay, over });
    await guest.handset.acceptInvite((await ada.handset.createInvite()).link);
    await eventually(async () => (await ada.handset.conversations()).length === 1);
    await eventually(async () => (await ada.handset.status()).dropped.forged === count - 1);
  }
  expect(await ada.handset.conversations()).toHaveLength(1);
});

describe('a locked handset', () => {
  test('has overwritten its device key', async () => {
    const relay = tinyRelay();
    const seeds: Uint8Array[] = [];
    const over = (mls: Mls): Mls => ({
      ...mls,
      createKeyPackage: async (input) => {
        seeds.push(input.signaturePrivateKey);
        return mls.createKeyPackage(input);
      },
    });
    const ada = await join({ relay, over });
    await ada.handset.createInvite();
    expect(isErased(seeds[0]!)).toBe(false);
    await ada.handset.lock();
    expect(isErased(seeds[0]!)).toBe(true);
  });

  test('has overwritten the MLS states of its conversations', async () => {
    const relay = tinyRelay();
    const states: GroupState[] = [];
    const over = (mls: Mls): Mls => ({
      ...mls,
      encrypt: async (group, data) => {
        const sent = await mls.encrypt(group, data);
        states.push(sent.state);
        return sent;
      },
    });
    const ada = await join({ relay, over });
    const ben = await join({ relay });
    const { ofA } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'hello' });
    await ada.handset.settled();
    const held = (): readonly Uint8Array[] => {
      const { signaturePrivateKey, secrets, keys } = states.at(-1)!;
      return [signaturePrivateKey, ...Object.values(secrets), ...keys.keys.values()];
    };
    expect(held().some(isErased)).toBe(false);
    await ada.handset.lock();
    expect(held().every(isErased)).toBe(true);
  });
});

test('what MLS has spent is overwritten once it is stored, also in the middle of a batch', async () => {
  const relay = tinyRelay();
  const spent: Uint8Array[] = [];
  const watch = <T extends Pick<Transition, 'spent'>>(transition: T): T => {
    spent.push(...transition.spent);
    return transition;
  };
  const over = (mls: Mls): Mls => ({
    ...mls,
    encrypt: async (group, data) => watch(await mls.encrypt(group, data)),
    process: async (group, message, input) => {
      const processed = await mls.process(group, message, input);
      if (processed.kind === 'application') watch(processed);
      return processed;
    },
  });
  const ada = await join({ relay });
  const ben = await join({ relay });
  const { ofA, ofB } = await meet(ada, ben);
  await ben.handset.settled();
  await ben.vault.close();
  const sent = Array.from({ length: 20 }, (_, index) => `${index}`);
  for (const text of sent) await ada.handset.send(ofA, { text });
  await ada.handset.settled();
  const again = await join({ relay, store: ben.store, over });
  await shows(again.handset, ofB, sent);
  await again.handset.settled();
  // A key, a nonce and a ratchet's secret for each message.
  expect(spent.length).toBeGreaterThanOrEqual(60);
  await eventually(() => spent.every(isErased));
});

describe('clocks', () => {
  test('of our own that was a year ahead once is left again, and nothing loses its order', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    ada.clock.offsetMs = 365 * day;
    await ada.handset.send(ofA, { text: 'early' });
    ada.clock.offsetMs = 0;
    await shows(ben.handset, ofB, ['early']);
    for (const text of ['1', '2', '3']) await ada.handset.send(ofA, { text });
    await shows(ben.handset, ofB, ['early', '1', '2', '3']);
    await ben.handset.send(ofB, { text: '4' });
    await shows(ben.handset, ofB, ['early', '1', '2', '3', '4']);
    const { messages } = await ada.handset.history(ofA);
    const later = messages.filter(({ body }) => body.kind === 'text' && body.text !== 'early');
    for (const { sentAtMs } of later) expect(sentAtMs - Date.now()).toBeLessThan(27 * hour);
  });

  test('of before there was the conversation are not believed: the message stands where it arrived', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.settled();
    relay.lies.deliver = (envelopes, mailbox) =>
      mailbox === relay.mailboxes()[0] ? [] : envelopes;
    await ben.handset.send(ofB, { text: 'first' });
    ada.clock.offsetMs = -40 * day;
    await ada.handset.send(ofA, { text: 'long ago' });
    await shows(ben.handset, ofB, ['first', 'long ago']);
    const [, message] = (await ben.handset.history(ofB)).messages;
    expect(Math.abs(message!.sentAtMs - Date.now())).toBeLessThan(hour);
  });

  test('of a relay that are absurd end no invite, and spoil none that is made', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const { link } = await ada.handset.createInvite();
    for (const serverTimeMs of [0, Number.MAX_SAFE_INTEGER]) {
      await ada.vault.close();
      relay.lies.serverTimeMs = () => serverTimeMs;
      Object.assign(ada, await join({ relay, store: ada.store }));
      await eventually(async () => (await ada.handset.status()).connection === 'online');
      expect((await ada.handset.invites()).map((invite) => invite.link)).toContain(link);
      await ada.handset.createInvite();
    }
    expect(relay.mailboxes()).toHaveLength(3);
  });
});

test('an acceptance that was never finished is forgotten a day after its invite expired, with its mailbox', async () => {
  const relay = tinyRelay();
  const clock = fastClock();
  const ada = await join({ relay });
  const ben = await join({ relay, clock });
  const { link } = await ada.handset.createInvite({ expiresInSeconds: 60 });
  relay.lies.instead = (frame) => {
    if (frame.kind !== 'register') return undefined;
    return { kind: 'refused', id: frame.id, code: 'UNAVAILABLE', retryAfterMs: 10 };
  };
  await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject({ retryable: true });
  expect(relay.mailboxes()).toHaveLength(2);
  await ben.vault.close();
  clock.offsetMs = 2 * day;
  relay.lies.serverTimeMs = () => clock.now();
  await join({ relay, clock, store: ben.store });
  await eventually(() => relay.mailboxes().length === 1);
});

test('the petname of a second try counts', async () => {
  const relay = tinyRelay();
  const ada = await join({ relay });
  const ben = await join({ relay });
  const { link } = await ada.handset.createInvite();
  relay.lies.instead = (frame) =>
    frame.kind === 'register'
      ? { kind: 'refused', id: frame.id, code: 'UNAVAILABLE', retryAfterMs: 10 }
      : undefined;
  await expect(ben.handset.acceptInvite(link, { petname: 'A' })).rejects.toThrow();
  delete relay.lies.instead;
  const { contact } = await ben.handset.acceptInvite(link, { petname: 'Ada' });
  expect(contact?.name).toBe('Ada');
});

describe('a picture that arrives', () => {
  test('is looked at within what a sender makes, and no further', () => {
    expect(arrivedLimits).toEqual({
      maxInputBytes: 20_971_520,
      maxInputPixels: 2_560 * 2_560,
      maxSidePixels: 2_560,
    });
  });

  for (const [bytes, kept] of [
    [4, 0],
    [5, 5],
    [25, 25],
    [26, 0],
  ] as const) {
    test(`with a preview of ${bytes} bytes shows ${kept === 0 ? 'none' : 'it'}`, () => {
      const picture = {
        caption: '',
        mediaType: 'image/jpeg',
        width: 4,
        height: 3,
        sizeBytes: 100,
        thumbhash: new Uint8Array(bytes),
        here: false,
        blob: {
          relays: [relayUrl],
          id: new Uint8Array(32) as never,
          sealedBytes: 1,
          key: new Uint8Array(32),
          noncePrefix: new Uint8Array(7),
        },
      } as const;
      expect(readPictures(picturesPart([picture]))[0]?.thumbhash).toHaveLength(kept);
    });
  }
});
