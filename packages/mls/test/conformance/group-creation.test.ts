import { describe, expect, it } from 'vitest';
import { createMls } from '../../src/mls.ts';
import { deriveEpochSecrets } from '../../src/schedule/key-schedule.ts';
import { confirmationTag } from '../../src/schedule/transcript.ts';
import { testCrypto } from '../evil/engine.ts';
import { createNewcomer } from '../evil/newcomer.ts';
import { treeHash } from '../evil/tree.ts';
import { now } from '../evil/victim.ts';

describe('a new group', () => {
  it('[11-1] [8.2-1] has one member, epoch 0, an empty transcript, and the hash of its one leaf', async () => {
    const { mls, suite, own } = await createNewcomer();
    const groupId = suite.random(16);
    const { state } = await mls.createGroup({ groupId, own, ...now });
    expect(state.context).toEqual({
      version: 1,
      cipherSuite: suite.id,
      groupId,
      epoch: 0n,
      treeHash: await treeHash(suite, [own.keyPackage.leafNode]),
      confirmedTranscriptHash: new Uint8Array(),
      extensions: [],
    });
    expect(mls.members(state).map(({ leafIndex }) => leafIndex)).toEqual([0]);
    expect(mls.members(state)[0]!.leafNode.encoded).toEqual(own.keyPackage.leafNode.encoded);
  });

  it('[11-2] draws its epoch secret at random, as long as a hash, for each group anew', async () => {
    const first = await foundRecorded();
    const second = await foundRecorded();
    // One of the drawn byte strings is the epoch secret: the secrets of the group follow from it.
    for (const { drawn, state, suite } of [first, second]) {
      const candidates = drawn.filter(({ length }) => length === suite.hashBytes);
      const authenticators = await Promise.all(
        candidates.map(
          async (secret) => (await deriveEpochSecrets(suite, secret)).epochAuthenticator,
        ),
      );
      const found = authenticators.map((one) => one.toHex());
      expect(found).toContain(state.secrets.epochAuthenticator.toHex());
    }
    expect(first.state.secrets.epochAuthenticator).not.toEqual(
      second.state.secrets.epochAuthenticator,
    );
  });

  it('[11-3] has an interim transcript over a confirmation tag over the empty hash', async () => {
    const { drawn, state, suite } = await foundRecorded();
    const tags: string[] = [];
    for (const secret of drawn.filter(({ length }) => length === suite.hashBytes)) {
      const { confirmationKey } = await deriveEpochSecrets(suite, secret);
      tags.push((await confirmationTag(suite, confirmationKey, new Uint8Array())).toHex());
    }
    expect(tags).toContain(state.confirmationTag.toHex());
    expect(state.interimTranscriptHash).toEqual(
      await suite.hash(Uint8Array.of(state.confirmationTag.length, ...state.confirmationTag)),
    );
  });
});

/** A group, and everything random that it drew, copied before it could be overwritten. */
async function foundRecorded() {
  const crypto = await testCrypto();
  const drawn: Uint8Array[] = [];
  const random = (length: number): Uint8Array => {
    const bytes = crypto.random(length);
    drawn.push(bytes.slice());
    return bytes;
  };
  const { own, suite } = await createNewcomer();
  const mls = createMls({ crypto: { ...crypto, random }, authenticate: () => true });
  const { state } = await mls.createGroup({ groupId: crypto.random(16), own, ...now });
  return { drawn, state, suite };
}
