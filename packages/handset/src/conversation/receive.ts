import { isSottoError } from '@sotto/core';
import { parseSottoFrame } from '@sotto/protocol';
import type { SottoFrame } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { passOn } from '../devices/pass-on.ts';
import { openAside } from '../group/asides.ts';
import { takeAside } from '../group/take-aside.ts';
import { takeControl, takeName } from '../group/take-control.ts';
import { leafOf } from '../group/leaves.ts';
import { tellStillOut } from '../group/tell-outsiders.ts';
import { takeHint } from '../group/hint.ts';
import { isEnded } from '../group/linger.ts';
import { noteMissing } from '../group/missing.ts';
import { countFrame, countOf } from '../group/numbering.ts';
import { tellForgetful } from '../group/forgetful.ts';
import { handsetLimits } from '../limits.ts';
import { receiveContent } from '../message/receive-content.ts';
import { openMessage } from '../mls/open-message.ts';
import { withPosition, positionAt } from '../storage/conversation-record.ts';
import { wasIn } from '../storage/epoch-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { encodePuzzle } from '../storage/puzzle-record.ts';
import { tables } from '../storage/tables.ts';
import type { Arrived, Source } from '../sync/mailbox-reader.ts';
import type { ConversationDraft } from './draft.ts';
import { openContent } from './envelope.ts';
import { follow } from './follow.ts';

/** Who sent a frame: a device that was in the group when it was sent. */
export interface FrameSender {
  readonly identity: Uint8Array;
  readonly device: Uint8Array;
}

/**
 * Takes one envelope into the draft. With `from`, it came by the conversation's mailbox: whatever it is, the mailbox's position moves past it in the
 * same transaction. What no key opens is kept for a while, as long as this device is in the group: most likely it is of an epoch that is
 * still to come. Never throws for what a peer or a relay sent.
 */
export async function receiveEnvelope(
  engine: Engine,
  draft: ConversationDraft,
  envelope: Arrived,
  from: Pick<Source, 'relay'> | undefined,
): Promise<void> {
  const { record } = draft;
  if (from !== undefined && envelope.position > positionAt(record, from.relay)) {
    const positions = withPosition(record.positions, from.relay, envelope.position);
    draft.record = { ...record, positions };
  }
  if (engine.arrivals.isKnown(draft.record.id, envelope.postId)) return;
  draft.after(() => engine.arrivals.note(record.id, envelope.postId));
  // What was dropped before its ack got lost was counted then.
  const isCounted = from !== undefined && !envelope.again && record.own.relays.length === 1;
  if (await takeBody(engine, draft, envelope.body, isCounted)) return;
  // No key comes any more that could open it.
  if (isEnded(record)) return noteStillIn(draft);
  if (record.puzzles >= handsetLimits.maxPuzzles) return draft.drop('undecryptable');
  keepPuzzle(engine, draft, envelope.body);
}

/** Who left and hears anything is in the roster of somebody who does not know: they are told. */
function noteStillIn(draft: ConversationDraft): void {
  draft.record = { ...draft.record, behind: draft.record.behind + 1 };
}

function keepPuzzle(engine: Engine, draft: ConversationDraft, body: Uint8Array): void {
  const { record } = draft;
  const ordinal = record.nextPuzzle;
  const value = encodePuzzle({ body, arrivedAtMs: engine.clock.now() });
  draft.tx.put({ table: tables.puzzles(record.id), ordinal }, value);
  draft.record = { ...record, nextPuzzle: ordinal + 1, puzzles: record.puzzles + 1 };
}

/** Deals with what an envelope holds; false when none of this device's keys opens it, or, with `keys`, none of these epochs'. */
export async function takeBody(
  engine: Engine,
  draft: ConversationDraft,
  body: Uint8Array,
  isCounted: boolean,
  keys: readonly EpochRecord[] = draft.epochs,
): Promise<boolean> {
  const opened = await openContent(engine.crypto, keys.filter(wasIn).toReversed(), body);
  if (opened === undefined) return false;
  const { content, by } = opened;
  if (content === 'malformed' || content.kind === 'elsewhere') draft.drop('malformed');
  else if (content.kind === 'hint') await takeHint(engine, draft, by);
  else if (content.kind === 'aside') {
    const said = await openAside(engine, draft, content.aside, opened);
    if (said === 'forged' || said === 'malformed') draft.drop(said);
    else if (said !== 'unknown') await takeAside(engine, draft, said, by, takeFrame);
  } else if (isEnded(draft.record)) noteStillIn(draft);
  else await takeMessage(engine, draft, content.message, isCounted);
  return true;
}

async function takeMessage(
  engine: Engine,
  draft: ConversationDraft,
  message: Uint8Array,
  isCounted: boolean,
): Promise<void> {
  const opened = await openMessage(engine, draft.group, message);
  if (typeof opened === 'string') {
    if (opened !== 'replayed' || isCounted) draft.drop(opened);
    return;
  }
  draft.advance(opened);
  const sender = leafOf(opened.sender);
  if (sender === undefined) return draft.drop('forged');
  await takeFrame(engine, draft, sender, {
    bytes: opened.applicationData,
    generation: opened.generation,
    epoch: opened.epoch,
  });
  await tellStillOut(engine, draft, sender.device);
}

/** A frame as it came out of a message, or as its sender sent it again. */
export interface ArrivedFrame {
  readonly bytes: Uint8Array;
  readonly generation: number | undefined;
  /** In which it was sent first. */
  readonly epoch: bigint;
}

/** Takes a frame by its number: what came before is left, what is missing is noted. */
export async function takeFrame(
  engine: Engine,
  draft: ConversationDraft,
  sender: FrameSender,
  { bytes, generation, epoch }: ArrivedFrame,
  expected?: number,
): Promise<void> {
  const frame = parsed(() => parseSottoFrame(bytes));
  if (frame === undefined || (expected !== undefined && frame.sequence !== expected))
    return draft.drop('malformed');
  const before = draft.peer(sender.device);
  const { sequence } = frame;
  const { identity, device } = sender;
  const { skipped = 0 } = frame;
  const numbered = { identity, device, sequence, epoch, generation, skipped };
  const counted = countFrame(before, numbered, engine.clock.now());
  if (counted.peer !== before) draft.putPeer(counted.peer);
  noteMissing(draft, countOf(counted.peer.missing) - countOf(before?.missing ?? []));
  if (counted.givenUp > 0) engine.healing.add(draft.tx, { lost: counted.givenUp });
  if (!counted.isNew) return;
  if (counted.isForgetful) await tellForgetful(engine, draft, device, before?.next ?? 0);
  if (counted.isRepaired) engine.healing.add(draft.tx, { repaired: 1 });
  const hlc = follow(engine, draft, frame.clock);
  // What is sent again says how far somebody had read, and not how far they have.
  if (frame.head !== undefined && expected === undefined) {
    const said = { conversation: draft.record.id, identity, device };
    const what = { kind: 'frame', head: frame.head } as const;
    draft.after(() => engine.networkHeard({ ...said, what }));
  }
  if (frame.suggestedName !== undefined && expected === undefined)
    takeName(engine, draft, identity, frame.suggestedName);
  await takeControl(engine, draft, sender, frame);
  if (frame.content === undefined) return;
  await receiveContent(engine, draft, {
    content: frame.content,
    sender: {
      identity: sender.identity,
      deviceKey: sender.device,
      isMe: sameBytes(sender.identity, engine.self.identity),
    },
    hlc,
    room: draft.epochs.find((each) => each.epoch === epoch && wasIn(each)) ?? draft.room,
  });
  await passOn(engine, draft, { content: frame.content, sender: sender.identity, epoch });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function parsed(parse: () => SottoFrame): SottoFrame | undefined {
  try {
    return parse();
  } catch (error) {
    if (isSottoError(error)) return undefined;
    throw error;
  }
}
