import { bytesEqual } from '@sotto/protocol';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { utf8 } from '../bytes.ts';
import { knownPaperKey } from '../recovery/paper-key.ts';
import { encodeRecovery } from '../storage/recovery-record.ts';
import { decodeKnownLost } from '../lost/lost-records.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { contactPayload, listPayload, settingsPayload } from './payloads.ts';
import { syncKeys } from './sync-keys.ts';
import { tellAsItIs } from './tell-siblings.ts';

/** Puts all that the devices of one identity share into `tx`, to be told to one that is new. */
export async function tellAll(
  engine: Engine,
  conversations: Conversations,
  tx: Transaction,
): Promise<void> {
  for (const contact of engine.contacts.all())
    await tellAsItIs(tx, syncKeys.contact(contact.identity), contactPayload(contact));
  await tellAsItIs(tx, syncKeys.settings, settingsPayload(engine.settings.read()));
  const network = engine.network.pin.hash();
  if (network !== undefined) await tellAsItIs(tx, syncKeys.network, network);
  for (const conversation of conversations.all()) {
    const { groupId, muted, draft, state } = conversation.record();
    if (state !== 'active' && state !== 'joining') continue;
    if (muted) await tellAsItIs(tx, syncKeys.muted(groupId), listPayload([muted]));
    if (draft !== '') await tellAsItIs(tx, syncKeys.draft(groupId), utf8(draft));
  }
  for await (const value of engine.store.values(tables.lostKnown)) {
    const { identity, device, secret, relays } = decodeKnownLost(value);
    if (bytesEqual(identity, engine.self.identity))
      await tellAsItIs(tx, syncKeys.wipe(device), listPayload([secret, ...relays]));
  }
  const paper = await knownPaperKey(engine, tx);
  if (paper !== undefined && paper.proof.length > 0)
    await tellAsItIs(tx, syncKeys.paper, encodeRecovery(paper));
  for (const { key } of engine.chains.of(engine.self.identity)?.devices ?? []) {
    const name = await tx.get({ table: tables.deviceNames, id: key });
    if (name !== undefined) await tellAsItIs(tx, syncKeys.name(key), name);
  }
}
