import type { GroupState } from '@sotto/mls';
import { describe, expect, it } from 'vitest';
import { envelopeKey } from '../src/conversation/envelope.ts';
import { leavesOf } from '../src/group/leaves.ts';
import { joinPair } from '../src/group/pair.ts';
import { roomOf } from '../src/group/room-of.ts';
import { handsetLimits } from '../src/limits.ts';
import { readKeyPackage } from '../src/mls/key-package.ts';
import { openMessage } from '../src/mls/open-message.ts';
import {
  clock,
  found,
  makePair,
  makeParty,
  mls,
  newKeyPackage,
  opened,
  registers,
  sealedMessages,
  setClock,
  text,
  textOf,
} from './mls-fixture.ts';

const parts = { mls, clock };

describe('a pair', () => {
  it('is of the post-quantum suite, in its first epoch, and the same for both', async () => {
    const { alice, bob, aliceSelf, bobSelf } = await makePair();
    expect(alice.context).toMatchObject({ cipherSuite: 0xf07a, epoch: 1n });
    expect(roomOf(alice.context)).toMatchObject({ kind: 'direct', name: '', registers });
    expect(alice.context.groupId).toHaveLength(32);
    expect(bob.encodedContext).toEqual(alice.encodedContext);
    expect(bob.secrets.epochAuthenticator).toEqual(alice.secrets.epochAuthenticator);
    expect([alice.keys.leafIndex, bob.keys.leafIndex]).toEqual([0, 1]);
    const identities = [aliceSelf, bobSelf].map(({ self }) => self.identity);
    for (const group of [alice, bob])
      expect(leavesOf(mls, group).all.map(({ identity }) => identity)).toEqual(identities);
  });

  it('has one key for its envelopes, and no other pair has it', async () => {
    const { alice, bob } = await makePair();
    const other = await makePair();
    const key = await envelopeKey(mls, alice);
    expect(key).toHaveLength(32);
    expect(await envelopeKey(mls, bob)).toEqual(key);
    expect(await envelopeKey(mls, other.alice)).not.toEqual(key);
  });

  it('carries 200 messages in both directions, each told with its sender', async () => {
    let { alice, bob } = await makePair();
    for (let index = 0; index < 200; index += 1) {
      const isAlice = index % 3 !== 0;
      const sent = await mls.encrypt(isAlice ? alice : bob, text(`message ${index}`));
      const received = await opened(isAlice ? bob : alice, sent.message);
      expect(textOf(received)).toBe(`message ${index}`);
      expect(received.sender.leafIndex).toBe(isAlice ? 0 : 1);
      [alice, bob] = isAlice ? [sent.state, received.state] : [received.state, sent.state];
    }
  });

  it('opens messages out of order', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 40);
    let state = bob;
    for (const index of messages.map((_, index) => (index * 17) % 40)) {
      const received = await opened(state, messages[index]!);
      expect(textOf(received)).toBe(`message ${index}`);
      ({ state } = received);
    }
  });

  it('opens a message that is 1,000 ahead, and refuses one that is 1,001 ahead', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 1_002);
    expect(await openMessage(parts, bob, messages[1_001]!)).toBe('forged');
    const { state } = await opened(bob, messages[1_000]!);
    // Of the overtaken ones the newest can still be opened; older keys are given up, and what they were for is asked for.
    const oldest = 1_000 - handsetLimits.maxMlsKeptGenerations;
    expect(textOf(await opened(state, messages[999]!))).toBe('message 999');
    expect(textOf(await opened(state, messages[oldest]!))).toBe(`message ${oldest}`);
    expect(await openMessage(parts, state, messages[oldest - 1]!)).toBe('replayed');
  });

  it('opens an overtaken message for 30 days, as long as a relay keeps it', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 2);
    const { state } = await opened(bob, messages[1]!);
    const day = 86_400_000;
    const after = (ms: number) => ({ mls, clock: setClock(clock.now() + ms) });
    expect(textOf(await opened(state, messages[0]!, after(30 * day)))).toBe('message 0');
    expect(await openMessage(after(31 * day), state, messages[0]!)).toBe('replayed');
  });

  it('calls a message that was opened before a replay, in order and out of order', async () => {
    const { alice, bob } = await makePair();
    const { messages } = await sealedMessages(alice, 5);
    let state: GroupState = bob;
    for (const index of [0, 3, 1]) {
      ({ state } = await opened(state, messages[index]!));
      expect(await openMessage(parts, state, messages[index]!)).toBe('replayed');
    }
    for (const index of [2, 4]) ({ state } = await opened(state, messages[index]!));
    for (const message of messages)
      expect(await openMessage(parts, state, message)).toBe('replayed');
  });

  it('does not take back its own message, nor one of another pair', async () => {
    const { alice, bob } = await makePair();
    const other = await makePair();
    const { message, state } = await mls.encrypt(alice, text('hello'));
    expect(await openMessage(parts, alice, message)).toBe('forged');
    expect(await openMessage(parts, state, message)).toBe('forged');
    expect(await openMessage(parts, other.bob, message)).toBe('forged');
    expect(textOf(await opened(bob, message))).toBe('hello');
  });

  it('is kept by its founder with the epoch of being alone, as any past one, and by the other without', async () => {
    const { alice, bob } = await makePair();
    const names = (group: GroupState) => mls.save(group).map(({ name }) => name);
    const present = (own: string) => ['group', own, 'node/0', 'node/2', 'secrets/1/secret/1'];
    const past = ['past-leaf/0/1', 'past/0', 'resumption/0', 'secrets/0/ratchet/0/'];
    const isPast = (name: string) => past.some((begin) => name.startsWith(begin));
    expect(names(bob)).toHaveLength(5);
    expect(
      names(alice)
        .filter((name) => !isPast(name))
        .toSorted(),
    ).toEqual(present('key/0'));
  });
});

describe('making a pair', () => {
  it("does not look at the machine's clock: only at the one it was given", async () => {
    const past = setClock(Date.UTC(1999, 0, 1));
    expect((await makePair({ clock: past })).bob.context.epoch).toBe(1n);
  });

  it('takes a KeyPackage while it is valid, a day either way included, and refuses it before and after', async () => {
    const own = await newKeyPackage(await makeParty());
    const later = setClock();
    const at = async (seconds: number): Promise<string> => {
      later.at = clock.now() + seconds * 1_000;
      return readKeyPackage({ mls, clock: later }, own.message).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      );
    };
    const day = 86_400;
    expect(await at(-day)).toBe('taken');
    expect(await at(32 * day)).toBe('taken');
    expect(await at(-2 * day)).toBe('MLS_LIFETIME');
    expect(await at(33 * day)).toBe('MLS_LIFETIME');
  });

  it('takes a Welcome that waited longer than the KeyPackage of its sender lives', async () => {
    const { bobSelf, bobOwn, welcome } = await makePair();
    const later = { ...bobSelf, clock: setClock(clock.now() + 90 * 86_400_000) };
    expect((await joinPair(later, bobOwn, welcome)).context.epoch).toBe(1n);
  });

  it('refuses our own KeyPackage, and a Welcome that was made for another', async () => {
    const { bobSelf, bobOwn, welcome } = await makePair();
    await expect(found(bobSelf, bobOwn.keyPackage)).rejects.toMatchObject({
      code: 'MLS_SIGNATURE_KEY_TWICE',
    });
    const others = await newKeyPackage(bobSelf);
    await expect(joinPair(bobSelf, others, welcome)).rejects.toMatchObject({
      code: 'MLS_WELCOME_NOT_FOR_US',
    });
  });
});
