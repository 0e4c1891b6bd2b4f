import { controlToCbor, encodeNumbers } from '@sotto/protocol';
import type { DeviceNumber } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { sealContent } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { putOwnCommit } from '../storage/own-commit-record.ts';
import type { OwnCommitRecord } from '../storage/own-commit-record.ts';
import { controlBytes } from '../storage/pending-record.ts';
import { parcelOf } from './elsewhere.ts';
import { recentOf } from './forks.ts';
import { removeIntents } from './intents.ts';
import { makeCommit } from './make-commit.ts';
import { registerOwnCommit } from './register-own-commit.ts';
import { commitContent } from './registers.ts';
import { relaysOf } from './relays-of.ts';

/**
 * Does what is asked for by a commit: makes it, stores it, registers it, and enters its epoch when it came first. When another came first, that
 * one is followed and what is still to be done stays asked for.
 * @returns false when there was nothing to do
 * @throws codes of the relay and the link that pass, retryable
 */
export async function commitIntents(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<boolean> {
  if (conversation.record().committing) {
    await registerOwnCommit(engine, conversation);
    return true;
  }
  const made = await conversation.change(async (draft) => {
    const outcome = await makeCommit(engine, draft);
    removeIntents(draft, outcome.moot);
    return (
      outcome.made && {
        ...outcome.made,
        epoch: draft.group.context.epoch,
        numbers: { devices: numbersOf(draft), epochs: recentOf(draft) },
        registers: draft.room.registers,
        relays: relaysOf(engine, draft.group, draft.room),
      }
    );
  });
  if (made === undefined) return false;
  const { committed, epoch } = made;
  const { message, accepted } = committed;
  const content = await commitContent(engine, made, message);
  const welcome = committed.welcome && {
    parcel: await parcelOf(engine, committed.welcome),
    tree: await parcelOf(engine, engine.mls.ratchetTree(accepted.state)),
    numbers: await parcelOf(engine, encodeNumbers(made.numbers)),
  };
  const isStored = await conversation.change(async (draft) => {
    if (draft.group.context.epoch !== epoch || draft.record.committing) return false;
    if (draft.record.state !== 'active') return false;
    const { envelopeKey } = draft.epochs.at(-1)!;
    const record: OwnCommitRecord = {
      epoch,
      life: engine.lifeNumber(),
      body: await sealContent(engine.crypto, envelopeKey, content),
      welcome: welcome && controlBytes(controlToCbor({ kind: 'welcome', ...welcome })),
      intents: made.does,
      keyPackages: made.keyPackages,
      leaving: made.note.leaves.map(({ leafIndex }) => leafIndex),
      links: made.note.links ?? [],
      clock: made.note.clock,
      names: accepted.changes.map(({ name }) => name),
      external: undefined,
    };
    const changes = accepted.changes.map(({ name, bytes }) => [name, bytes] as const);
    putOwnCommit(draft.tx, draft.record.id, record, changes);
    draft.record = { ...draft.record, committing: true };
    engine.made.keep(draft.record.id, record.body, accepted.state);
    return true;
  });
  if (isStored) await registerOwnCommit(engine, conversation);
  return true;
}

/** How far the frames of each device came, for those who are added. */
function numbersOf(draft: ConversationDraft): readonly DeviceNumber[] {
  const { device } = draft.me;
  const others = draft.peers().flatMap((peer) => {
    const { next } = peer;
    return next === undefined ? [] : [{ device: peer.device, next }];
  });
  return [{ device, next: draft.record.ownSequence }, ...others];
}
