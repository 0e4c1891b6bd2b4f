import { erase } from '../bytes.ts';
import { epochOf } from '../conversation/conversation.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { foundPair, joinPair } from '../group/pair.ts';
import { summaryOf } from '../group/summary.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { handsetLimits } from '../limits.ts';
import { makeKeyPackage, readKeyPackage, storedKeyPackage } from '../mls/key-package.ts';
import { freshCounters } from '../storage/conversation-record.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { newGroupOf } from '../storage/group-records.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { theirMailbox } from './person.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';

/** They used an invite of ours (`theirs`), or we one of theirs (`ours`). */
export type Meeting = 'theirs' | 'ours';

/** A conversation of two, as an invite that was used leaves it behind. */
export async function meet(
  stage: Stage,
  person: Person,
  { meeting, petname }: { readonly meeting: Meeting; readonly petname: string },
): Promise<ConversationHandle> {
  const { engine, conversations } = stage;
  const { crypto, homes, mls } = engine;
  const own = await createOwnMailbox(crypto, homes.relays());
  const registers = homes.relays();
  const mailbox = await theirMailbox(stage);
  const theirs = { crypto, mls, clock: stage.clock, self: person.self };
  const made = await makeKeyPackage(
    meeting === 'ours' ? theirs : engine,
    meeting === 'ours' ? mailbox : own,
  );
  const keyPackage = await readKeyPackage(engine, made.message);
  const group =
    meeting === 'ours'
      ? (await foundPair(engine, { keyPackage, own, registers })).group
      : await joinPair(
          engine,
          storedKeyPackage(engine, made),
          (await foundPair(theirs, { keyPackage, own: mailbox, registers })).welcome,
        );
  erase(made.initPrivateKey, made.encryptionPrivateKey, mailbox.readSeed);
  const nowMs = engine.clock.now();
  const record: ConversationRecord = {
    ...freshCounters,
    lastLife: stage.life,
    id: conversations.newId(),
    kind: 'direct',
    createdAtMs: nowMs,
    // Of what an invite's secret gives nobody sees that it was none.
    inviteId: crypto.random(32),
    groupId: group.context.groupId,
    state: 'active',
    joining: undefined,
    contactIdentity: person.self.identity,
    own,
    muted: false,
    draft: '',
    updatedAtMs: nowMs,
    summary: summaryOf(engine, group),
    // The Welcome came by it.
    positions: meeting === 'theirs' ? registers.map((relay) => ({ relay, position: 1 })) : [],
  };
  const epoch = await epochOf(engine, group);
  const tx = beginTransaction(engine.store);
  engine.contacts.change(tx, person.self.identity, (contact) => ({
    ...contact,
    petname,
    suggestedName: person.name,
    vouched: meeting === 'ours',
    conversation: record.id,
    owedKeyPackages: handsetLimits.keyPackagesGiven,
  }));
  const found = { record, group: newGroupOf(engine, group), epoch };
  return (await conversations.found(tx, found)).handle;
}
