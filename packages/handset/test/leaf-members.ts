import { memoryRecords } from '@sotto/records-memory';
import type { MailboxAddress } from '@sotto/core';
import type { GroupState, Mls, OwnKeyPackage } from '@sotto/mls';
import { envelopeKey, openContent } from '../src/conversation/envelope.ts';
import { createSelf, selfOf } from '../src/identity/self.ts';
import type { Self } from '../src/identity/self.ts';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { makeKeyPackage } from '../src/mls/key-package.ts';
import { encodeContact, newContact } from '../src/storage/contact-record.ts';
import { encodeGivenKeyPackage } from '../src/storage/own-key-package.ts';
import { tables } from '../src/storage/tables.ts';
import type { SealedChange } from '../src/vault/sealed-store.ts';
import { passphrase, relayUrl } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import type { TinyRelay } from './tiny-relay.ts';
import { reopen } from './vault-fixture.ts';
import { vaultParts } from './vault-parts.ts';

/**
 * A member without a handset: an identity, a device's leaf and a mailbox, all as a handset makes them, and the private keys. What others
 * do about it is real; it does nothing by itself.
 */
export interface LeafMember {
  readonly self: Self;
  readonly own: OwnKeyPackage;
  readonly address: MailboxAddress;
}

export const leafMls: Mls = createGroupMls(crypto);

/** So many of them, with mailboxes at the relay. */
export async function leafMembers(relay: TinyRelay, count: number): Promise<readonly LeafMember[]> {
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const homes = [{ relay: relayUrl }];
  const made: LeafMember[] = [];
  for (let number = 0; number < count; number += 1) {
    const self = selfOf(
      await createSelf(crypto, {
        homes,
        suggestedName: '',
        nowMs: Date.now(),
        holderSeed: new Uint8Array(32),
      }),
    );
    const mailbox = await createOwnMailbox(crypto, [relayUrl]);
    relay.open(mailbox.readKey);
    const own = await makeKeyPackage({ mls: leafMls, clock, self }, mailbox);
    made.push({ self, own, address: mailbox.address });
  }
  return made;
}

/** Has a handset that is closed know them, each by a KeyPackage that they gave, as if it had met them all. */
export async function acquaint(
  { store }: Pick<Person, 'store'>,
  members: readonly LeafMember[],
): Promise<void> {
  const records = await memoryRecords({ store }).create({});
  const opened = await reopen(vaultParts(records, crypto), passphrase);
  const changes: SealedChange[] = [];
  for (const { self, own } of members) {
    const id = await crypto.hash('SHA-256', own.message);
    const given = { message: own.message, receivedAtMs: Date.now() };
    changes.push(
      {
        put: { table: tables.contacts, id: self.identity },
        value: encodeContact(newContact(self.identity)),
      },
      { put: { table: tables.keyPackages(self.id), id }, value: encodeGivenKeyPackage(given) },
    );
  }
  await opened.store.write(changes);
  await opened.lock();
  await records.close();
}

/** The state of the group for one of them, by a Welcome and the tree that goes with it. */
export async function joinAs(
  { own }: LeafMember,
  made: { readonly welcome: Uint8Array; readonly ratchetTree: Uint8Array },
): Promise<GroupState> {
  const joined = await leafMls.joinGroup({ ...made, own: [own], isMemberOf: () => false });
  return joined.state;
}

/** What came to the mailbox of one of them that its state of the group opens, in the order of coming. */
export async function openedBy(
  relay: TinyRelay,
  { address }: LeafMember,
  group: GroupState,
): Promise<readonly Uint8Array[]> {
  const keys = [{ envelopeKey: await envelopeKey(leafMls, group) }];
  const messages: Uint8Array[] = [];
  for (const { body } of relay.stored(Buffer.from(address).toString('hex'))) {
    const opened = await openContent(crypto, keys, body);
    if (opened !== undefined && opened.content !== 'malformed' && opened.content.kind === 'mls')
      messages.push(opened.content.message);
  }
  return messages;
}
