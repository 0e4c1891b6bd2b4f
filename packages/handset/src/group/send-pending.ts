import { decodeCbor, encodeEnvelopeContent, encodeSottoFrame, readControl } from '@sotto/protocol';
import type { FrameControl } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { noteEncrypted, noteRelayed } from '../message/sent.ts';
import { isFleeting } from '../devices/fleeting.ts';
import { leapIsDue, noneSkipped } from '../storage/conversation-record.ts';
import { decodePending } from '../storage/pending-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { allUncovered, encodeSent, erasedFrame } from '../storage/sent-record.ts';
import { tables } from '../storage/tables.ts';
import type { OrderedRecord } from '../vault/sealed-store.ts';

/**
 * Encrypts contents that wait, in their order, and puts their posts into the outbox, all in the draft: the keys that were used, the
 * numbers that were given and the posts are stored together or not at all. To be called in the present epoch alone.
 */
export async function encryptPending(engine: Engine, draft: ConversationDraft): Promise<void> {
  const { id, lastLife } = draft.record;
  const { next: waiting, counted } = await nextPending(engine, draft);
  let leavesOut = true;
  // Counted, and not there: somebody took records away. Going on as if they were there would never end.
  if (counted !== undefined && counted < draft.record.pending)
    draft.record = { ...draft.record, pending: counted };
  for (const { ordinal, value } of waiting) {
    draft.tx.remove({ table: tables.pending(id), ordinal });
    draft.record = { ...draft.record, pending: Math.max(0, draft.record.pending - 1) };
    const head = draft.leaves.all.length > 1 ? engine.network.head() : undefined;
    const { clock, content, control, messageId } = decodePending(value);
    const said = control === undefined ? undefined : controlIn(control);
    const { suggestedName } = engine.self;
    const skipped = leavesOut && draft.leaves.all.length > 1 ? await leaveOut(engine, draft) : 0;
    leavesOut = false;
    const frame = encodeSottoFrame({
      sequence: draft.record.ownSequence,
      clock,
      ...(skipped > 0 ? { skipped } : {}),
      ...(content === undefined ? {} : { content }),
      ...(head === undefined ? {} : { head }),
      ...(isForNewcomers(engine, draft) && content !== undefined ? { suggestedName } : {}),
      ...(said === undefined ? {} : { control: said }),
    });
    await sendFrame(engine, draft, frame, { messageId, isKept: !isFleeting(said) });
  }
  const { epochs } = draft;
  const life = engine.lifeNumber();
  if (!leavesOut && draft.leaves.all.length > 1)
    draft.after(() => engine.firstKeys.wrote(id, epochs, lastLife, life));
}

/** In a group somebody may have come after names were said. */
function isForNewcomers({ self }: Engine, { record }: ConversationDraft): boolean {
  return record.kind === 'group' && self.suggestedName !== '';
}

/** What may be encrypted now, and how much of all that waits was looked at. */
interface Pending {
  readonly next: readonly OrderedRecord[];
  /** All of it, when it was looked at to its end. */
  readonly counted: number | undefined;
}

/** The first that may go now. While the network holds sending, contents stay, and what handsets tell each other goes past them. */
export async function nextPending(
  { network: { freeze } }: Pick<Engine, 'network'>,
  { tx, record }: Pick<ConversationDraft, 'tx' | 'record'>,
): Promise<Pending> {
  const limit = handsetLimits.maxEncryptedAtOnce;
  const table = tables.pending(record.id);
  const isHeld = freeze.holdsSending(record);
  const next: OrderedRecord[] = [];
  let counted = 0;
  for (let from = 0; ;) {
    const page = await tx.range(table, { from, limit });
    counted += page.length;
    next.push(...page.filter(({ value }) => !isHeld || decodePending(value).content === undefined));
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return { next, counted };
    if (next.length >= limit) return { next: next.slice(0, limit), counted: undefined };
    from = last.ordinal + 1;
  }
}

/** How many numbers, and how many keys, of the lives since a conversation was last written in are left out: see docs/states/lives.md. */
export function leftOut(
  engine: Pick<Engine, 'lifeNumber' | 'firstKeys'>,
  {
    record,
    epochs,
  }: {
    readonly record: Pick<ConversationDraft['record'], 'id' | 'lastLife' | 'skippedFrom'>;
    readonly epochs: readonly Pick<EpochRecord, 'epoch' | 'madeInLife'>[];
  },
): { readonly numbers: number; readonly keys: number } {
  const life = engine.lifeNumber();
  const framesSince = (since: number): number => (life - since) * handsetLimits.maxFramesPerLife;
  // A copy that was put back goes on in a life far ahead; so many numbers no other continuation has used.
  const { sequenceLeap } = handsetLimits;
  const isLeap = record.skippedFrom === leapIsDue;
  const first = engine.firstKeys.leftOut(record.id, epochs);
  const lives = Math.max(framesSince(record.lastLife), first);
  const numbers = isLeap ? sequenceLeap : Math.min(lives, sequenceLeap);
  // Nobody came into an epoch before the life that made it. Lives go on while a commit is on its way, the more the more is written
  // elsewhere: an epoch that is a few lives old is as good, or renewing keys in many conversations would not end.
  const since = framesSince(Math.max(record.lastLife, epochs.at(-1)?.madeInLife ?? 0));
  return { numbers, keys: Math.max(since, first) };
}

/** Whether so many keys would have to be left out that this device's keys are better renewed, by a commit, before it writes. */
export function needsRenewal(
  engine: Pick<Engine, 'lifeNumber' | 'firstKeys'>,
  draft: Pick<ConversationDraft, 'record' | 'epochs'>,
): boolean {
  return leftOut(engine, draft).keys > handsetLimits.maxKeysLeftOut;
}

/**
 * Leaves out what another continuation of this store may have used in the lives since. Gives how many numbers the next frame is to say
 * were left out.
 */
async function leaveOut(engine: Engine, draft: ConversationDraft): Promise<number> {
  const { numbers, keys } = leftOut(engine, draft);
  if (numbers === 0) return 0;
  if (keys > 0) draft.advance(await engine.mls.skip(draft.group, keys));
  const { ownSequence: from, skippedFrom: before } = draft.record;
  // Who is back has no numbers that others could know and it could not: nobody can say so again.
  const skippedFrom = before === leapIsDue ? noneSkipped : from;
  const ownSequence = from + numbers;
  draft.record = { ...draft.record, ownSequence, skippedFrom, lastLife: engine.lifeNumber() };
  return numbers;
}

async function sendFrame(
  engine: Engine,
  draft: ConversationDraft,
  frame: Uint8Array,
  { messageId, isKept }: { readonly messageId: Uint8Array | undefined; readonly isKept: boolean },
): Promise<void> {
  const { id, ownSequence: sequence } = draft.record;
  const { epoch } = draft.group.context;
  const targets = draft.leaves.all.filter(({ leafIndex }) => leafIndex !== draft.me.leafIndex);
  draft.record = { ...draft.record, ownSequence: sequence + 1 };
  if (targets.length > 0) {
    const sent = await engine.mls.encrypt(draft.group, frame);
    draft.advance(sent);
    const { envelopeKey } = draft.epochs.at(-1)!;
    await engine.outbox.mail(draft.tx, {
      conversation: id,
      ...(messageId === undefined ? {} : { messageId }),
      key: envelopeKey,
      content: encodeEnvelopeContent({ kind: 'mls', message: sent.message }),
      to: targets.map(({ mailbox }) => mailbox),
    });
    draft.after(engine.outbox.wake);
  }
  const kept = isKept ? { epoch, frame } : erasedFrame;
  draft.tx.put({ table: tables.sent(id), ordinal: sequence }, encodeSent(kept));
  const oldest = sequence - handsetLimits.maxSentFrames;
  if (oldest >= 0) draft.tx.remove({ table: tables.sent(id), ordinal: oldest });
  if (messageId === undefined) return;
  if (targets.length > 0)
    draft.tx.put({ table: tables.uncovered(id), id: messageId }, allUncovered(targets.length));
  await noteEncrypted(engine, draft, messageId, sequence);
  if (targets.length === 0) await noteRelayed(engine, draft, messageId);
}

function controlIn(bytes: Uint8Array): FrameControl {
  const control = readControl(decodeCbor(bytes, { maxBytes: handsetLimits.maxControlBytes }));
  if (control === undefined)
    throw handsetError('VAULT_BROKEN', 'What waits to be sent has not its form.');
  return control;
}
