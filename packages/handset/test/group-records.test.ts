import type { GroupState, Transition } from '@sotto/mls';
import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import {
  isGroupKnown,
  loadGroup,
  newGroupOf,
  putGroupChanges,
  putNewGroup,
} from '../src/storage/group-records.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { SealedStore } from '../src/vault/sealed-store.ts';
import { makePair, mls, opened, sealedMessages, text, textOf } from './mls-fixture.ts';
import { dump, makeParts, makeVault, withoutRoots } from './vault-fixture.ts';

const id = 'a conversation' as ConversationId;

/** One side of a pair that is stored after each step and loaded before it, as after a restart. */
class Stored {
  readonly store: SealedStore;

  constructor(store: SealedStore) {
    this.store = store;
  }

  static async of(group: GroupState): Promise<Stored> {
    const { store } = await makeVault(await makeParts());
    const tx = beginTransaction(store);
    putNewGroup(tx, id, newGroupOf({ mls }, group));
    await tx.commit();
    return new Stored(store);
  }

  load(): Promise<GroupState> {
    return loadGroup({ store: this.store, mls }, id);
  }

  async keep<T extends Transition>(transition: T): Promise<T> {
    const tx = beginTransaction(this.store);
    putGroupChanges(tx, id, transition.changes);
    await tx.commit();
    return transition;
  }
}

describe('a stored group', () => {
  it('goes on as if it had never left memory, at every step', async () => {
    const pair = await makePair();
    const [alice, bob] = [await Stored.of(pair.alice), await Stored.of(pair.bob)];
    for (let index = 0; index < 10; index += 1) {
      const sent = await alice.keep(await mls.encrypt(await alice.load(), text(`${index}`)));
      const taken = await bob.keep(await opened(await bob.load(), sent.message));
      expect(textOf(taken)).toBe(`${index}`);
      const answer = await bob.keep(await mls.encrypt(await bob.load(), text(`re ${index}`)));
      expect(textOf(await alice.keep(await opened(await alice.load(), answer.message)))).toBe(
        `re ${index}`,
      );
    }
  });

  it('keeps the keys of overtaken messages, and none of those that were opened', async () => {
    const { alice, bob } = await makePair();
    const stored = await Stored.of(bob);
    const { messages } = await sealedMessages(alice, 5);
    for (const index of [4, 2])
      await stored.keep(await opened(await stored.load(), messages[index]!));
    const group = await stored.load();
    expect(textOf(await opened(group, messages[3]!))).toBe('message 3');
    for (const index of [4, 2])
      await expect(opened(group, messages[index]!)).rejects.toThrow('replayed');
  });

  it('stores with a message its ratchet and nothing else', async () => {
    const pair = await makePair();
    const [alice, bob] = [await Stored.of(pair.alice), await Stored.of(pair.bob)];
    const step = async (): Promise<readonly Transition[]> => {
      const sent = await alice.keep(await mls.encrypt(await alice.load(), text('x'.repeat(300))));
      return [sent, await bob.keep(await opened(await bob.load(), sent.message))];
    };
    // The first one divides the tree's one secret.
    await step();
    for (const { changes } of await step()) {
      expect(changes.map(({ name }) => name)).toEqual(['secrets/1/ratchet/0/a']);
      const tx = beginTransaction(alice.store);
      putGroupChanges(tx, id, changes);
      expect(tx.size()).toBe(1);
    }
  });

  it('costs 156 bytes on the medium with a message', async () => {
    const parts = await makeParts();
    const { store } = await makeVault(parts);
    const before = await dump(parts.records);
    const { alice } = await makePair();
    const tx = beginTransaction(store);
    const { changes } = await mls.encrypt((await mls.encrypt(alice, text('1'))).state, text('2'));
    putGroupChanges(tx, id, changes);
    await tx.commit();
    const written = withoutRoots(await dump(parts.records), before);
    expect(written.map(({ value }) => value.length)).toEqual([156]);
  });

  it('leaves no secret in the state that it was taken from', async () => {
    const { alice } = await makePair();
    const { signaturePrivateKey, secrets, keys, secretTree } = alice;
    const { records } = newGroupOf({ mls }, alice);
    const held = [signaturePrivateKey, ...Object.values(secrets), ...keys.keys.values()];
    for (const secret of [...held, secretTree.root as Uint8Array])
      expect(secret.every((byte) => byte === 0)).toBe(true);
    for (const bytes of records.values()) expect(bytes.some((byte) => byte !== 0)).toBe(true);
  });

  it('of which a record is missing, cut or of another group is VAULT_BROKEN', async () => {
    const broken = { code: 'VAULT_BROKEN' };
    const { bob } = await makePair();
    const other = newGroupOf({ mls }, (await makePair()).bob);
    const whole = newGroupOf({ mls }, bob);
    const { store } = await makeVault(await makeParts());
    const put = async (records: ReadonlyMap<string, Uint8Array>): Promise<void> => {
      const tx = beginTransaction(store);
      for (const name of whole.records.keys()) tx.remove({ table: tables.mls(id), id: name });
      putNewGroup(tx, id, { ...whole, records });
      await tx.commit();
    };
    for (const [name, bytes] of whole.records) {
      const without = new Map(whole.records);
      without.delete(name);
      await put(without);
      await expect(loadGroup({ store, mls }, id)).rejects.toMatchObject(broken);
      await put(new Map([...whole.records, [name, bytes.subarray(0, -1)]]));
      await expect(loadGroup({ store, mls }, id)).rejects.toMatchObject(broken);
    }
    const leaf = ['node/0', other.records.get('node/0')!] as const;
    await put(new Map([...whole.records, leaf]));
    await expect(loadGroup({ store, mls }, id)).rejects.toMatchObject(broken);
    await put(whole.records);
    expect((await loadGroup({ store, mls }, id)).context.groupId).toEqual(whole.id);
  });

  it('is known by its group id, and no other is', async () => {
    const { alice } = await makePair();
    const { store } = await Stored.of(alice);
    expect(await isGroupKnown({ store }, alice.context.groupId)).toBe(true);
    expect(await isGroupKnown({ store }, new Uint8Array(32))).toBe(false);
  });
});
