import type { PostId } from '@sotto/core';
import {
  encodeCommitNote,
  encodeMimiContent,
  encodeSottoFrame,
  hlcTick,
  makeText,
  messageStatuses,
  mimiMessageId,
  identityUri,
  roomUri,
} from '@sotto/protocol';
import type { FrameControl, MessageId as MimiMessageId } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { sealContent } from '../conversation/envelope.ts';
import { receiveEnvelope } from '../conversation/receive.ts';
import { commitIntents } from '../group/commit.ts';
import { putIntent } from '../group/intents.ts';
import { encryptPending } from '../group/send-pending.ts';
import { settleMessages } from '../group/settle-message.ts';
import { follow } from '../group/walk.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { leafExtensions, nowSeconds } from '../mls/key-package.ts';
import { hasReceipts, queueReceipts } from '../message/receipts.ts';
import { applyReport } from '../message/reports.ts';
import { markRead } from '../message/mark-read.ts';
import { reactToMessage } from '../message/react-to-message.ts';
import { sendText } from '../message/send-text.ts';
import { positionAt } from '../storage/conversation-record.ts';
import { seenBy } from './person.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';

/** Encrypts what waits, and takes it for stored at the relays. */
export async function sendOff(stage: Stage, handle: ConversationHandle): Promise<void> {
  const { engine, nowhere } = stage;
  stage.framesSent += handle.record().pending;
  while (handle.record().pending > 0) await handle.change((draft) => encryptPending(engine, draft));
  const settled = nowhere.takeStored();
  if (settled.length > 0) await settleMessages(engine, handle, settled, async () => {});
}

/** The owner writes; the message is at the relay. */
export async function weSay(
  stage: Stage,
  handle: ConversationHandle,
  text: string,
): Promise<Uint8Array> {
  const { id } = await sendText(stage.engine, handle, text, {});
  await sendOff(stage, handle);
  return id;
}

export async function weReact(
  stage: Stage,
  handle: ConversationHandle,
  message: Uint8Array,
  reaction: string,
): Promise<void> {
  await reactToMessage(stage.engine, handle, toHex(message) as MessageId, reaction);
  await sendOff(stage, handle);
}

/** The owner has the conversation open up to this message, and those who wrote hear of it. */
export async function weRead(
  { engine, nowhere }: Stage,
  handle: ConversationHandle,
  upTo: Uint8Array,
): Promise<void> {
  await markRead(engine, handle, toHex(upTo) as MessageId);
  await weReport({ engine, nowhere }, handle);
}

/** Those who wrote hear what came and what was read of it. */
export async function weReport(
  { engine, nowhere }: Pick<Stage, 'engine' | 'nowhere'>,
  handle: ConversationHandle,
): Promise<void> {
  await handle.change(async (draft) => {
    while (hasReceipts(draft.record)) await queueReceipts(engine, draft);
  });
  nowhere.takeStored();
}

/** They have these messages of ours: nothing stays of the report itself but what it says. */
export function theyHave(
  { engine }: Stage,
  handle: ConversationHandle,
  { self }: Person,
  messages: readonly Uint8Array[],
  state: 'delivered' | 'read',
): Promise<void> {
  const status = messageStatuses[state];
  const report = messages.map((id) => ({ messageId: id as MimiMessageId, status }));
  return handle.change((draft) => applyReport(engine, draft, report, self.identity));
}

/** Their text comes to us as any message does. `skipped`: numbers that lives of theirs left out before it. */
export async function theySay(
  stage: Stage,
  handle: ConversationHandle,
  person: Person,
  text: string,
  skipped = 0,
): Promise<Uint8Array> {
  const { crypto } = stage.engine;
  const content = encodeMimiContent(makeText({ salt: crypto.random(16) }, text));
  await theySend(stage, handle, person, { content }, skipped);
  return mimiMessageId({
    content,
    senderUri: identityUri(person.self.identity),
    roomUri: roomUri(handle.record().groupId),
  });
}

/** A frame of theirs, through the mailbox and all that guards it. */
export async function theySend(
  stage: Stage,
  handle: ConversationHandle,
  person: Person,
  said: { readonly content?: Uint8Array; readonly control?: FrameControl },
  skipped = 0,
): Promise<void> {
  const { engine } = stage;
  const [relay] = engine.homes.relays();
  if (relay === undefined) return;
  await handle.change(async (draft) => {
    const leaf = leafOf(draft, person);
    const next = draft.peer(person.self.device.key)?.next ?? 0;
    const frame = encodeSottoFrame({
      ...said,
      sequence: next + skipped,
      clock: hlcTick(draft.record.hlc, engine.clock.now()),
      ...(skipped > 0 ? { skipped } : {}),
    });
    let theirs = seenBy(draft.group, person, leaf);
    if (skipped > 0) theirs = (await engine.mls.skip(theirs, skipped)).state;
    const { message } = await engine.mls.encrypt(theirs, frame);
    const { envelopeKey } = draft.epochs.at(-1)!;
    const envelope = {
      postId: engine.crypto.random(16) as PostId,
      // Reports and words of typing came between.
      position: positionAt(draft.record, relay) + 2,
      body: await sealContent(engine.crypto, envelopeKey, { kind: 'mls', message }),
      again: false,
    };
    await receiveEnvelope(engine, draft, envelope, { relay });
  });
}

/** This device renews its leaf, as it does week by week. */
export async function weRenew(stage: Stage, handle: ConversationHandle): Promise<void> {
  await handle.change(async (draft) => putIntent(draft, { type: 'update' }));
  await commitIntents(stage.engine, handle);
  stage.nowhere.takeStored();
}

/** Their device renews its own, and we follow. */
export async function theyRenew(
  { engine, clock, nowhere }: Stage,
  handle: ConversationHandle,
  person: Person,
): Promise<void> {
  await handle.change(async (draft) => {
    const leaf = leafOf(draft, person);
    const { address } = draft.leaves.at(leaf)!.mailbox;
    const relays = engine.homes.relays();
    const { message } = await engine.mls.commit(seenBy(draft.group, person, leaf), {
      proposals: [],
      path: true,
      leaf: { extensions: leafExtensions({ address, relays }) },
      wireFormat: 'public_message',
      authenticatedData: encodeCommitNote({
        leaves: [],
        clock: hlcTick(draft.record.hlc, clock.now()),
      }),
      welcome: { ratchetTree: false },
      nowSeconds: nowSeconds(engine.clock),
    });
    await follow(engine, draft, [{ body: message, message }]);
  });
  nowhere.takeStored();
}

function leafOf({ leaves }: ConversationDraft, { self }: Person): number {
  const leaf = leaves.ofDevice(self.device.key);
  if (leaf === undefined)
    throw handsetError('CONTACT_UNKNOWN', 'They are not in this conversation.');
  return leaf.leafIndex;
}
