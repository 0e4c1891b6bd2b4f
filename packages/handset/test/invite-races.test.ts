import type { Mls } from '@sotto/mls';
import { encodeRoom } from '@sotto/protocol';
import type { mailboxAddress } from '@sotto/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { loadConversations } from '../src/conversation/conversations.ts';
import type { Engine } from '../src/engine.ts';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import { plainRoom } from '../src/group/begin-group.ts';
import { freshCounters } from '../src/storage/conversation-record.ts';
import type { ConversationRecord } from '../src/storage/conversation-record.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { Sync } from '../src/sync/sync.ts';
import type { RecordName, SealedStore } from '../src/vault/sealed-store.ts';
import { eventually, fastClock, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
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
const first = ({ handset }: Person) =>
  eventually(async () => (await handset.conversations())[0]?.id);
const dropped = async ({ handset }: Person) => (await handset.status()).dropped;

/** Writes to a store wait while it is held. */
function gate() {
  let held: Promise<void> | undefined;
  const waiting = { count: 0 };
  return {
    waiting,
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
    records: {
      onWrite: async () => {
        if (held === undefined) return;
        waiting.count += 1;
        await held;
      },
    },
  };
}

describe('an invite', () => {
  test('that expires while its conversation is being stored stays removed', async () => {
    const relay = tinyRelay();
    const clock = fastClock();
    const maker = await join({ relay, clock });
    const { link } = await maker.handset.createInvite({ expiresInSeconds: 60 });
    await maker.vault.close();
    const { hold, records, waiting } = gate();
    const ada = await join({ relay, clock, store: maker.store, records });
    const ben = await join({ relay });
    await eventually(async () => (await ada.handset.status()).connection === 'online');
    const release = hold();
    const { id } = await ben.handset.acceptInvite(link);
    await eventually(() => waiting.count > 0);
    clock.offsetMs = 120_000;
    // The sweep looks again when the invite should expire, three seconds from its start by this clock.
    await new Promise((resolve) => setTimeout(resolve, 3_300));
    release();
    const ofA = await first(ada);
    await ada.handset.settled();
    await ada.vault.close();
    const again = await join({ relay, clock, store: maker.store });
    await ben.handset.send(id, { text: 'hello' });
    await shows(again.handset, ofA, ['hello']);
    expect(again.seen.some(({ type }) => type === 'invite')).toBe(false);
  });

  test('that is taken back while rubbish at its mailbox is counted stays removed', async () => {
    const relay = tinyRelay();
    const { hold, records, waiting } = gate();
    const ada = await join({ relay, records });
    const { id } = await ada.handset.createInvite();
    const release = hold();
    const mailbox = Uint8Array.from(Buffer.from(relay.mailboxes()[0]!, 'hex')) as ReturnType<
      typeof mailboxAddress
    >;
    const postId = new Uint8Array(16) as never;
    relay.say({
      kind: 'delivery',
      id: 0,
      mailbox,
      envelopes: [{ position: 1, postId, body: new Uint8Array(600) }],
    });
    await eventually(() => waiting.count > 0);
    const removing = ada.handset.removeInvite(id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    await removing;
    await eventually(() => ada.seen.some(({ type }) => type === 'dropped'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ada.handset.invites()).toEqual([]);
    await ada.vault.close();
    const again = await join({ relay, store: ada.store });
    expect(await again.handset.invites()).toEqual([]);
  });

  test('makes one conversation although reading it fails right after it was stored', async () => {
    const relay = tinyRelay();
    let failures = 0;
    const over = (mls: Mls): Mls => ({
      ...mls,
      load: async (saved) => {
        if (failures++ < 2) throw new Error('The disk does not answer.');
        return mls.load(saved);
      },
    });
    const ada = await join({ relay, over });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    const { id } = await ben.handset.acceptInvite(link);
    await ben.handset.send(id, { text: 'hello' });
    const ofA = await first(ada);
    await shows(ada.handset, ofA, ['hello']);
    expect(await ada.handset.conversations()).toHaveLength(1);
    expect(failures).toBeGreaterThan(2);
    expect(ada.seen.filter(({ type }) => type === 'invite')).toHaveLength(1);
    expect(ada.seen.filter((event) => event.type === 'conversation' && event.isNew)).toHaveLength(
      1,
    );
  });
});

describe('a Welcome', () => {
  test('of somebody who did not claim the invite is dropped, and the one who did is taken', async () => {
    const relay = tinyRelay();
    const [ada, ben, cleo] = [await join({ relay }), await join({ relay }), await join({ relay })];
    const { link } = await ada.handset.createInvite();
    relay.lies.instead = (frame) =>
      frame.kind === 'register'
        ? { kind: 'registered', id: frame.id, position: 0, before: [], full: false }
        : undefined;
    await cleo.handset.acceptInvite(link);
    await eventually(async () => (await dropped(ada)).forged === 1);
    delete relay.lies.instead;
    const { id } = await ben.handset.acceptInvite(link);
    const ofA = await first(ada);
    expect(await ada.handset.conversations()).toMatchObject([
      { contact: { identity: ben.handset.identity } },
    ]);
    await ben.handset.send(id, { text: 'it is me' });
    await shows(ada.handset, ofA, ['it is me']);
  });

  test('waits until the relay can be asked who claimed', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    await ada.vault.close();
    const { id } = await ben.handset.acceptInvite(link);
    await ben.handset.send(id, { text: 'first' });
    await ben.handset.settled();
    await ben.handset.lock();
    let asked = 0;
    relay.lies.answer = (frame, answer) => {
      if (frame.kind !== 'lookup' || asked++ > 2) return answer;
      if (asked > 1)
        return { kind: 'refused', id: frame.id, code: 'UNAVAILABLE', retryAfterMs: 40 };
      relay.cutAll();
      return 'silence';
    };
    const again = await join({ relay, store: ada.store });
    await shows(again.handset, await first(again), ['first']);
    expect(asked).toBeGreaterThan(3);
    expect(Object.values(await dropped(again))).toEqual([0, 0, 0, 0]);
  });
});

describe('a write that fails', () => {
  test('after it was done still makes the conversation, once', () => fails(true));
  test('before it was done makes no conversation', () => fails(false));

  async function fails(isDone: boolean): Promise<void> {
    const kept = new Map<string, Uint8Array>();
    const keyOf = (name: RecordName) => `${name.table}/${'id' in name ? String(name.id) : ''}`;
    const store: SealedStore = {
      get: async (name) => kept.get(keyOf(name))?.slice(),
      write: async (changes) => {
        for (const change of isDone ? changes : [])
          if ('put' in change) kept.set(keyOf(change.put), change.value.slice());
        throw new Error('The disk does not answer.');
      },
      range: async function* () {
        yield* [];
      },
      values: async function* (table) {
        const all = [...kept].filter(([key]) => key.startsWith(`${table}/`));
        yield* all.map(([, value]) => value.slice());
      },
      usedBytes: async () => 0,
    };
    const { signal: stopping } = new AbortController();
    const sync = { read: () => {} } as unknown as Sync;
    const devicesChanged = (): void => {};
    const engine = { devicesChanged, store, crypto, stopping, sync } as unknown as Engine;
    const load = () =>
      loadConversations({
        engine,
        troubles: { report: () => {}, over: () => {} },
        changed: () => {},
      });
    const conversations = await load();
    const group = { id: new Uint8Array(32), records: new Map([['group', Uint8Array.of(1)]]) };
    const own = await createOwnMailbox(crypto, [relayUrl]);
    const inviteId = new Uint8Array(32).fill(3);
    const record: ConversationRecord = {
      ...freshCounters,
      id: conversations.newId(),
      kind: 'direct',
      createdAtMs: 1,
      inviteId,
      groupId: group.id,
      state: 'active',
      joining: undefined,
      contactIdentity: new Uint8Array(32),
      own,
      muted: false,
      draft: '',
      updatedAtMs: 1,
      summary: {
        room: encodeRoom(plainRoom('direct', [relayUrl])),
        members: 2,
        isAdmin: false,
        relays: [relayUrl],
      },
    };
    const epoch = {
      epoch: 1n,
      envelopeKey: new Uint8Array(32),
      authenticator: new Uint8Array(32),
      editWithinSeconds: 0,
      madeInLife: 0,
      did: [],
      admins: [],
    };
    const made = { record, group, epoch, isFresh: true };
    const finding = conversations.found(beginTransaction(store), made);
    if (isDone) expect((await finding).handle.id).toBe(record.id);
    else await expect(finding).rejects.toThrow('The disk');
    expect(conversations.all()).toHaveLength(isDone ? 1 : 0);
    const again = await load();
    expect((await again.recover(inviteId))?.handle.id).toBe(isDone ? record.id : undefined);
  }
});
