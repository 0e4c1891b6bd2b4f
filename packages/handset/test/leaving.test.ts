import type { IdentityHash, MailboxAddress, RelayUrl } from '@sotto/core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { Engine } from '../src/engine.ts';
import type { Leaf } from '../src/group/leaves.ts';
import { isLeaving, leaveWord } from '../src/group/leaving.ts';
import { isLingering, linger } from '../src/group/linger.ts';
import { handsetLimits } from '../src/limits.ts';
import { freshCounters } from '../src/storage/conversation-record.ts';
import type { ConversationRecord } from '../src/storage/conversation-record.ts';
import { crypto } from './node-crypto.ts';

const { Ed25519 } = crypto.signatures;
const signaturePrivateKey = crypto.random(32);
const key = await Ed25519.publicKey(signaturePrivateKey);
const self = { device: { signaturePrivateKey } } as Engine['self'];
const relays = ['https://relay.example' as RelayUrl];
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

function recordOf(changes: Partial<ConversationRecord>): ConversationRecord {
  return { ...freshCounters, ...changes } as ConversationRecord;
}

function leafOf(address: Uint8Array, device: Uint8Array = key, leafIndex = 3): Leaf {
  const mailbox = { address: address as MailboxAddress, relays };
  return { leafIndex, identity: crypto.random(32) as IdentityHash, device, mailbox };
}

test('a word to leave counts for the device, the group, the mailbox and the number that it is of, wherever the leaf is', async () => {
  const cases = fc.asyncProperty(
    fc.tuple(bytes32, bytes32, bytes32).filter((all) => new Set(all.map(String)).size === 3),
    fc.nat({ max: 1_000_000 }),
    fc.nat({ max: 2_000 }),
    async ([groupId, address, other], ownSequence, leafIndex) => {
      const own = { address } as ConversationRecord['own'];
      const word = await leaveWord({ crypto, self }, recordOf({ groupId, own, ownSequence }));
      const counts = (group: Uint8Array, leaf: Leaf, next = word.next): Promise<boolean> =>
        isLeaving(crypto, group, leaf, { ...word, next });
      expect(word.next).toBe(ownSequence);
      expect(await counts(groupId, leafOf(address, key, leafIndex))).toBe(true);
      // As who comes in again has it.
      expect(await counts(groupId, leafOf(other))).toBe(false);
      expect(await counts(other, leafOf(address))).toBe(false);
      expect(await counts(groupId, leafOf(address, other))).toBe(false);
      expect(await counts(groupId, leafOf(address), word.next + 1)).toBe(false);
    },
  );
  await fc.assert(cases, { numRuns: 30 });
});

test('a device that is out is heard for ten days and no longer, also when its clock was set back', async () => {
  const { lingerMs } = handsetLimits;
  expect(lingerMs).toBe(10 * 24 * 3_600_000);
  const updatedAtMs = 5 * lingerMs;
  for (const state of ['left', 'removed'] as const) {
    const record = recordOf({ state, updatedAtMs, own: { address: key } as never });
    for (const nowMs of [updatedAtMs, updatedAtMs + lingerMs - 1])
      expect(isLingering(record, nowMs)).toBe(true);
    for (const nowMs of [updatedAtMs + lingerMs, updatedAtMs - lingerMs])
      expect(isLingering(record, nowMs)).toBe(false);
    const unread = vi.fn<Engine['sync']['unread']>();
    const at = (nowMs: number): Promise<number | undefined> =>
      linger(
        { clock: { now: () => nowMs }, sync: { unread } } as never,
        { record: () => record } as ConversationHandle,
        { reports: 0, report: { atMs: 0, ms: 0 } },
      );
    expect(await at(updatedAtMs + 1)).toBe(updatedAtMs + lingerMs);
    expect(unread).not.toHaveBeenCalled();
    expect(await at(updatedAtMs + lingerMs)).toBeUndefined();
    expect(unread).toHaveBeenCalledExactlyOnceWith(key);
  }
  expect(isLingering(recordOf({ state: 'active', updatedAtMs }), updatedAtMs)).toBe(false);
});
