import { describe, expect, it } from 'vitest';
import { makePair, mls, opened, read, sealedMessages, text } from './mls-fixture.ts';
import type { MlsGroup } from '../src/mls/seam.ts';

const reload = (group: MlsGroup): Promise<MlsGroup> => mls.load(group.save());

describe('a saved group', () => {
  it('goes on as if it had not been saved, at every step', async () => {
    let { alice, bob } = await makePair();
    for (let index = 0; index < 20; index += 1) {
      const made = await (await reload(alice)).encrypt(text(`to bob ${index}`));
      const taken = await opened(await reload(bob), made.message);
      expect(read(taken.plaintext)).toBe(`to bob ${index}`);
      const answer = await (await reload(taken.group)).encrypt(text(`to alice ${index}`));
      const back = await opened(await reload(made.group), answer.message);
      expect(read(back.plaintext)).toBe(`to alice ${index}`);
      [alice, bob] = [await reload(back.group), await reload(answer.group)];
    }
  });

  it('keeps identity, members, authenticator, exporter and the keys of overtaken messages', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 5);
    const { group } = await opened(bob, messages[4]!);
    const loaded = await reload(group);
    const { groupId, epoch, epochAuthenticator, members } = group;
    expect(loaded).toMatchObject({ groupId, epoch, epochAuthenticator, members });
    expect(await loaded.exportSecret('l', text('c'), 16)).toEqual(
      await alice.exportSecret('l', text('c'), 16),
    );
    expect(read((await opened(loaded, messages[2]!)).plaintext)).toBe('message 2');
    expect(loaded.save()).toEqual(group.save());
  });

  it("stores little with a message: the epoch's part is the same array while the epoch lasts", async () => {
    const { alice, bob } = await makePair();
    const { group, message } = await alice.encrypt(text('x'.repeat(300)));
    const after = (await opened(bob, message)).group;
    expect(group.save().tree).toBe(alice.save().tree);
    expect(after.save().tree).toBe(bob.save().tree);
    expect(group.save().ratchet).not.toEqual(alice.save().ratchet);
    expect(group.save().ratchet.length).toBeLessThan(512);
    expect(group.save().tree.length).toBeLessThan(6_144);
    // The secrets of epoch 0 and whatever else the library might keep would show here.
    expect(after.save().tree.length - group.save().tree.length).toBeLessThan(64);
  });

  it('cannot open again what was opened in order, even by whoever steals it afterwards', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 3);
    let state = bob;
    for (const message of messages) {
      state = (await opened(state, message)).group;
      const stolen = await reload(state);
      expect(await stolen.decrypt(message)).toEqual({ kind: 'replayed' });
    }
  });

  it('holds no key of a sent message: the sender cannot open it either', async () => {
    const { alice, bob } = await makePair();
    const before = alice.save();
    const { group, message } = await alice.encrypt(text('secret'));
    // The sender's ratchet secret of this message is gone from what is stored after it.
    const old = before.ratchet;
    const now = group.save().ratchet;
    const windows = new Set<string>();
    for (let at = 0; at + 64 <= now.length; at += 1)
      windows.add(Buffer.from(now.subarray(at, at + 64)).toString('hex'));
    const changed: number[] = [];
    for (let at = 0; at < old.length; at += 1) if (old[at] !== now[at]) changed.push(at);
    const begin = changed[0]!;
    expect(changed.at(-1)! - begin).toBeLessThan(80);
    expect(windows.has(Buffer.from(old.subarray(begin, begin + 64)).toString('hex'))).toBe(false);
    expect(read((await opened(bob, message)).plaintext)).toBe('secret');
  });

  it('is read from a copy: the caller may overwrite what it loaded from', async () => {
    const { alice, bob } = await makePair();
    const { tree, ratchet } = bob.save();
    const given = { tree: tree.slice(), ratchet: ratchet.slice() };
    const loaded = await mls.load(given);
    given.tree.fill(0);
    given.ratchet.fill(0);
    expect(read((await opened(loaded, (await alice.encrypt(text('x'))).message)).plaintext)).toBe(
      'x',
    );
    expect(loaded.save()).toEqual({ tree, ratchet });
  });

  it('that does not fit together or is cut is told as MLS_INPUT, at every length', async () => {
    const { alice, bob } = await makePair();
    const saved = bob.save();
    const other = alice.save();
    const wrong = { code: 'MLS_INPUT' };
    const later = saved.ratchet.slice();
    later[8] = 2;
    await expect(mls.load({ ...saved, ratchet: later })).rejects.toMatchObject(wrong);
    await expect(mls.load({ tree: saved.ratchet, ratchet: saved.tree })).rejects.toMatchObject(
      wrong,
    );
    for (let length = 0; length < saved.ratchet.length; length += 1) {
      await expect(
        mls.load({ ...saved, ratchet: saved.ratchet.subarray(0, length) }),
      ).rejects.toMatchObject(wrong);
    }
    for (let length = 0; length < saved.tree.length; length += 13) {
      await expect(
        mls.load({ ...saved, tree: saved.tree.subarray(0, length) }),
      ).rejects.toMatchObject(wrong);
    }
    await expect(
      mls.load({ ...saved, tree: Uint8Array.of(...saved.tree, 0) }),
    ).rejects.toMatchObject(wrong);
    expect(other.tree).not.toEqual(saved.tree);
  });
});
