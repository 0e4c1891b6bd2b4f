import { describe, expect, it } from 'vitest';
import {
  clock,
  makeDevice,
  makePair,
  mls,
  opened,
  random,
  crypto,
  read,
  sealedMessages,
  setClock,
  text,
} from './mls-fixture.ts';
import { createMls } from '../src/mls/mls.ts';

describe('a pair', () => {
  it('agrees on group id, epoch, authenticator and members, and each knows which member it is', async () => {
    const { alice, bob, aliceDevice, bobDevice } = await makePair();
    expect(alice.groupId).toEqual(text('a group id'));
    expect(bob.groupId).toEqual(alice.groupId);
    expect([alice.epoch, bob.epoch]).toEqual([1n, 1n]);
    expect(bob.epochAuthenticator).toEqual(alice.epochAuthenticator);
    expect(bob.epochAuthenticator).toHaveLength(64);
    const claims = [aliceDevice, bobDevice].map(
      ({ credential, signaturePublicKey }, leafIndex) => ({
        credential,
        signaturePublicKey,
        leafIndex,
      }),
    );
    const seenBy = (self: number) =>
      claims.map((claim) => ({ ...claim, self: claim.leafIndex === self }));
    expect(alice.members).toEqual(seenBy(0));
    expect(bob.members).toEqual(seenBy(1));
  });

  it('exports the same secrets on both sides, others for another label, context or pair', async () => {
    const { alice, bob } = await makePair();
    const other = await makePair();
    const secret = await alice.exportSecret('label', text('context'), 32);
    expect(secret).toHaveLength(32);
    expect(await bob.exportSecret('label', text('context'), 32)).toEqual(secret);
    expect(await bob.exportSecret('label!', text('context'), 32)).not.toEqual(secret);
    expect(await bob.exportSecret('label', text('context!'), 32)).not.toEqual(secret);
    expect(await other.alice.exportSecret('label', text('context'), 32)).not.toEqual(secret);
  });

  it('carries 200 messages in both directions, each told with its sender', async () => {
    let { alice, bob } = await makePair();
    for (let index = 0; index < 200; index += 1) {
      const fromAlice = index % 3 !== 0;
      const made = await (fromAlice ? alice : bob).encrypt(text(`message ${index}`));
      const result = await (fromAlice ? bob : alice).decrypt(made.message);
      if (result.kind !== 'message') throw new Error('expected a message');
      expect(read(result.plaintext)).toBe(`message ${index}`);
      expect(result.senderLeafIndex).toBe(fromAlice ? 0 : 1);
      if (fromAlice) [alice, bob] = [made.group, result.group];
      else [alice, bob] = [result.group, made.group];
    }
  });

  it('carries an empty message and the longest one, and refuses to seal a longer one', async () => {
    const { alice, bob } = await makePair();
    expect((await opened(bob, (await alice.encrypt(text(''))).message)).plaintext).toHaveLength(0);
    const longest = new Uint8Array(65_536 - 256).fill(7);
    const { message } = await alice.encrypt(longest);
    expect(message.length).toBeLessThanOrEqual(65_536);
    expect((await opened(bob, message)).plaintext).toEqual(longest);
    await expect(alice.encrypt(new Uint8Array(longest.length + 1))).rejects.toMatchObject({
      code: 'MLS_INPUT',
    });
  });

  it('never seals two messages alike', async () => {
    const { alice } = await makePair();
    const first = await alice.encrypt(text('same'));
    const second = await first.group.encrypt(text('same'));
    expect(second.message).not.toEqual(first.message);
    // The same state used again: RFC 9420's reuse guard keeps even then the nonces apart.
    expect((await alice.encrypt(text('same'))).message).not.toEqual(first.message);
  });

  it('opens messages out of order', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 40);
    let state = bob;
    const order = messages.map((_, index) => (index * 17) % 40);
    for (const index of order) {
      const result = await opened(state, messages[index]!);
      expect(read(result.plaintext)).toBe(`message ${index}`);
      state = result.group;
    }
  });

  it('opens a message that is 1,000 ahead, and refuses one that is 1,001 ahead', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 1_002);
    await expect(bob.decrypt(messages[1_001]!)).rejects.toMatchObject({ code: 'MLS_REFUSED' });
    const { group } = await opened(bob, messages[1_000]!);
    // Of the overtaken ones the newest 256 can still be opened; older keys are given up.
    expect(read((await opened(group, messages[999]!)).plaintext)).toBe('message 999');
    expect(read((await opened(group, messages[744]!)).plaintext)).toBe('message 744');
    expect(await group.decrypt(messages[743]!)).toEqual({ kind: 'replayed' });
  });

  it('calls a message that was opened before a replay, in order and out of order', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 5);
    let state = bob;
    for (const index of [0, 3, 1]) {
      state = (await opened(state, messages[index]!)).group;
      expect(await state.decrypt(messages[index]!)).toEqual({ kind: 'replayed' });
    }
    for (const index of [2, 4]) state = (await opened(state, messages[index]!)).group;
    for (const message of messages)
      expect(await state.decrypt(message)).toEqual({ kind: 'replayed' });
  });

  it('does not take back its own message, nor one of another pair', async () => {
    const { alice, bob } = await makePair();
    const other = await makePair();
    const { message, group } = await alice.encrypt(text('hello'));
    await expect(alice.decrypt(message)).rejects.toMatchObject({ code: 'MLS_REFUSED' });
    await expect(group.decrypt(message)).rejects.toMatchObject({ code: 'MLS_REFUSED' });
    await expect(other.bob.decrypt(message)).rejects.toMatchObject({ code: 'MLS_REFUSED' });
    expect((await bob.decrypt(message)).kind).toBe('message');
  });

  it('leaves every state as it was: an old one can be used again', async () => {
    const { alice, bob } = await makePair();
    const before = [alice.save().ratchet, bob.save().ratchet];
    const first = await alice.encrypt(text('once'));
    await opened(bob, first.message);
    expect([alice.save().ratchet, bob.save().ratchet]).toEqual(before);
    expect(read((await opened(bob, first.message)).plaintext)).toBe('once');
    expect(read((await opened(bob, (await alice.encrypt(text('again'))).message)).plaintext)).toBe(
      'again',
    );
  });

  it('keeps nothing of the bytes that it was given or gives away', async () => {
    const bobOwn = await mls.createKeyPackage(await makeDevice('bob'));
    const aliceDevice = await makeDevice('alice');
    const groupId = text('id');
    const keyPackage = bobOwn.keyPackage.slice();
    const { group: alice, welcome } = await mls.createPair(aliceDevice, groupId, keyPackage);
    const given = welcome.slice();
    const bob = await mls.join(bobOwn, given);
    const before = [alice.save(), bob.save()].map(({ tree, ratchet }) => [
      tree.slice(),
      ratchet.slice(),
    ]);
    const theirs = [
      aliceDevice.signaturePrivateKey,
      aliceDevice.credential,
      groupId,
      keyPackage,
      given,
    ];
    const received = [alice, bob].flatMap(({ members, groupId: id, epochAuthenticator }) => [
      id,
      epochAuthenticator,
      ...members.flatMap(({ credential, signaturePublicKey }) => [credential, signaturePublicKey]),
    ]);
    for (const bytes of [...theirs, ...received, bobOwn.keyPackage, bobOwn.secret]) bytes.fill(0);
    const after = [await mls.load(alice.save()), await mls.load(bob.save())];
    expect(after.map((group) => [group.save().tree, group.save().ratchet])).toEqual(before);
    expect(after.map((group) => group.groupId)).toEqual([text('id'), text('id')]);
    expect(read((await opened(bob, (await alice.encrypt(text('x'))).message)).plaintext)).toBe('x');
    expect(read((await opened(alice, (await bob.encrypt(text('y'))).message)).plaintext)).toBe('y');
  });

  it('cannot be used after it was discarded, while the newer state can', async () => {
    const { alice, bob } = await makePair();
    const { group, message } = await alice.encrypt(text('one'));
    alice.discard();
    await expect(alice.encrypt(text('two'))).rejects.toMatchObject({ code: 'MLS_INPUT' });
    await expect(alice.decrypt(message)).rejects.toMatchObject({ code: 'MLS_INPUT' });
    expect(() => alice.save()).toThrow(expect.objectContaining({ code: 'MLS_INPUT' }));
    const after = await opened(bob, message);
    bob.discard();
    const next = await group.encrypt(text('two'));
    expect(read((await opened(after.group, next.message)).plaintext)).toBe('two');
  });
});

describe('making a pair', () => {
  it("does not look at the machine's clock: only at the one it was given", async () => {
    const long = setClock(Date.UTC(1999, 0, 1));
    const past = createMls(crypto, random, long);
    const own = await past.createKeyPackage(await makeDevice('bob'));
    const { welcome } = await past.createPair(
      await makeDevice('alice'),
      text('id'),
      own.keyPackage,
    );
    expect((await past.join(own, welcome)).epoch).toBe(1n);
  });

  it('takes a KeyPackage while it is valid, a day either way included, and refuses it before and after', async () => {
    const own = await mls.createKeyPackage(await makeDevice('bob'));
    const later = setClock(clock.now());
    const reader = createMls(crypto, random, later);
    const at = async (seconds: number): Promise<string> => {
      later.at = clock.now() + seconds * 1_000;
      return reader.readKeyPackage(own.keyPackage).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      );
    };
    const day = 86_400;
    expect(await at(-day)).toBe('taken');
    expect(await at(32 * day)).toBe('taken');
    expect(await at(-2 * day)).toBe('MLS_REFUSED');
    expect(await at(33 * day)).toBe('MLS_REFUSED');
    await expect(
      reader.createPair(await makeDevice('alice'), text('id'), own.keyPackage),
    ).rejects.toMatchObject({ code: 'MLS_REFUSED' });
  });

  it('refuses our own KeyPackage, and a Welcome that was made for another', async () => {
    const { bobDevice, bobOwn, welcome } = await makePair();
    await expect(mls.createPair(bobDevice, text('id'), bobOwn.keyPackage)).rejects.toMatchObject({
      code: 'MLS_REFUSED',
    });
    const others = await mls.createKeyPackage(bobDevice);
    await expect(mls.join(others, welcome)).rejects.toMatchObject({ code: 'MLS_REFUSED' });
  });

  it('gives the credential and key that the owner of the KeyPackage put in', async () => {
    const device = await makeDevice('bob');
    const { credential, signaturePublicKey } = device;
    const own = await mls.createKeyPackage(device);
    expect(await mls.readKeyPackage(own.keyPackage)).toEqual({ credential, signaturePublicKey });
  });

  it('refuses to make what it would refuse to read', async () => {
    const device = { ...(await makeDevice('bob')), credential: new Uint8Array(1_025) };
    await expect(mls.createKeyPackage(device)).rejects.toMatchObject({ code: 'MLS_INPUT' });
    const own = await mls.createKeyPackage(await makeDevice('bob'));
    await expect(
      mls.createPair(await makeDevice('alice'), new Uint8Array(65), own.keyPackage),
    ).rejects.toMatchObject({ code: 'MLS_INPUT' });
  });
});
