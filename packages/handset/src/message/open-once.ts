import type { RelayUrl } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { MessageId, OnceContent, Picture } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { hasSiblings } from '../devices/siblings.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { leavesOf } from '../group/leaves.ts';
import { handsetLimits } from '../limits.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { closeOnce } from './close-once.ts';
import { requireMessage } from './find-message.ts';
import type { OnceBody } from './once-body.ts';

interface OpenContext {
  readonly signal: AbortSignal;
  /** A picture of the message, which is not kept. */
  readonly pictureOf: (index: number) => Promise<Picture>;
}

/**
 * Gives what a message says that is to be shown once. Before it is given, it is erased here, so that no crash shows it twice. Of several
 * devices of one person, the first that has claimed it at more than half of the relays of all of them opens it.
 * @throws MESSAGE_UNKNOWN, VIEW_ONCE_OPENED, VIEW_ONCE_INVALID (it is none, or one's own), LINK_UNREACHABLE (retryable), PICTURE_GONE,
 * PICTURE_BROKEN
 */
export async function openOnce(
  engine: Engine,
  conversation: ConversationHandle,
  messageId: MessageId,
  { signal, pictureOf }: OpenContext,
): Promise<OnceContent> {
  const { message } = await requireMessage(engine.store, conversation, messageId);
  const body = onceOf(message);
  // What cannot be had now must not be spent.
  const pictures: Picture[] = [];
  if (body.kind === 'pictures')
    for (const index of body.pictures.keys()) pictures.push(await pictureOf(index));
  await claim(engine, conversation, message, signal);
  const opened = await conversation.change(async (draft) => {
    if (!(await closeOnce(engine, draft, message.id))) return false;
    const key = syncKeys.opened(draft.record.groupId, message.id);
    await tellSiblings(engine, draft.tx, key, new Uint8Array(0));
    draft.after(engine.devicesChanged);
    return true;
  });
  if (!opened) throw alreadyOpened();
  return body.kind === 'text'
    ? { kind: 'text', text: body.text }
    : {
        kind: 'pictures',
        pictures: pictures.map((picture, at) => ({
          ...picture,
          caption: body.pictures[at]?.caption ?? '',
        })),
      };
}

function onceOf({ body, mine }: MessageRecord): OnceBody {
  if (body.kind === 'opened') throw alreadyOpened();
  if (mine || !('once' in body) || (body.kind !== 'text' && body.kind !== 'pictures'))
    throw handsetError('VIEW_ONCE_INVALID', 'This message is not one to be opened once.');
  return body;
}

/** Makes this device the one that opens the message, where there are others that could. */
async function claim(
  engine: Engine,
  conversation: ConversationHandle,
  { id }: MessageRecord,
  signal: AbortSignal,
): Promise<void> {
  if (!hasSiblings(engine)) return;
  const { crypto, self, sync } = engine;
  const relays = await conversation.look(({ group }) => {
    const own = leavesOf(engine.mls, group)
      .ofIdentity(self.identity)
      .flatMap(({ mailbox }) => mailbox.relays);
    return [...new Set<RelayUrl>(own)].toSorted();
  });
  const label = utf8('sotto v1 view once');
  const token = await crypto.hkdfExpand('SHA-256', id, concat(label, self.identity), 32);
  const body = await crypto.hash('SHA-256', concat(label, self.device.key, id));
  const ttlSeconds = handsetLimits.viewOnceSeconds;
  const asked = await Promise.allSettled(
    relays.map((relay) => sync.register([relay], token, body, ttlSeconds, signal)),
  );
  signal.throwIfAborted();
  const answers = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const ours = answers.filter(({ before }) => bytesEqual(before[0] ?? body, body));
  if (ours.length > relays.length / 2) return;
  const failed = asked.find((each) => each.status === 'rejected');
  // With those that did not answer it may yet be ours.
  const mayBe = ours.length + relays.length - answers.length > relays.length / 2;
  throw failed !== undefined && mayBe ? failed.reason : alreadyOpened();
}

function alreadyOpened(): Error {
  return handsetError('VIEW_ONCE_OPENED', 'This message was opened, here or on another device.');
}
