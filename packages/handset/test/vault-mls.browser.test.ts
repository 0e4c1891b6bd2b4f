import type { RelayUrl } from '@sotto/core';
import { webCrypto } from '@sotto/crypto-web';
import { memoryRecords } from '@sotto/records-memory';
import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import type { Engine } from '../src/engine.ts';
import { foundPair, joinPair } from '../src/group/pair.ts';
import { createSelf, selfOf } from '../src/identity/self.ts';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { makeKeyPackage, readKeyPackage } from '../src/mls/key-package.ts';
import { openMessage } from '../src/mls/open-message.ts';
import { loadGroup, newGroupOf, putNewGroup } from '../src/storage/group-records.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { openVault } from '../src/vault/vault.ts';
import { vaultParts } from './vault-parts.ts';

const crypto = await webCrypto().create({});
const clock = { now: () => Date.now(), sleep: async () => {} };
const mls = createGroupMls(crypto);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const registers = ['https://relay.example' as RelayUrl];

async function makeParty() {
  const homes = registers.map((relay) => ({ relay }));
  const made = { homes, suggestedName: '', nowMs: clock.now(), holderSeed: new Uint8Array(32) };
  return { crypto, mls, clock, self: selfOf(await createSelf(crypto, made)) } as unknown as Engine;
}

describe('in a browser', () => {
  it('a vault with the real costs keeps a group, and both go on after it was opened anew', async () => {
    const records = await memoryRecords().create({});
    const parts = vaultParts(records, crypto);
    const passphrase = 'correct horse battery';
    const id = 'a conversation' as ConversationId;
    const [alice, bob] = [await makeParty(), await makeParty()];
    const own = await makeKeyPackage(bob, await createOwnMailbox(crypto, registers));
    const founded = await foundPair(alice, {
      keyPackage: await readKeyPackage(alice, own.message),
      own: await createOwnMailbox(crypto, registers),
      registers,
    });
    const joined = await joinPair(bob, own, founded.welcome);

    const vault = await createVault(parts, { passphrase });
    const tx = beginTransaction(vault.store);
    putNewGroup(tx, id, newGroupOf(bob, joined));
    await tx.commit();
    await vault.lock();
    await expect(openVault(parts, { passphrase: `${passphrase}!` })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    const { store } = await openVault(parts, { passphrase });
    const { message } = await mls.encrypt(founded.group, text('hello'));
    const group = await loadGroup({ store, mls }, id);
    const opened = await openMessage(bob, group, message);
    expect(opened).toMatchObject({ applicationData: text('hello'), sender: { leafIndex: 0 } });
    message[message.length - 1]! ^= 1;
    expect(await openMessage(bob, group, message)).toBe('forged');
  });
});
