import type { AgainFrame, WantAside } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { takeFrame } from '../conversation/receive.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodeSent } from '../storage/sent-record.ts';
import { tables } from '../storage/tables.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { endOf } from '../wait.ts';
import { queueAside } from './asides.ts';
import { spreadEpochs } from './forks.ts';
import type { Leaf } from './leaves.ts';
import { eventsForLost } from './lost.ts';
import { noteMissing } from './missing.ts';
import { countOf, without } from './numbering.ts';
import { outsider } from './outsiders.ts';

/**
 * Asks each device for what is missing of it and due to be asked for, and gives up what was asked for often enough. Gives when
 * there is more to do, as the clock says; `undefined` when nothing is missing.
 */
export async function askForMissing(
  engine: Engine,
  draft: ConversationDraft,
): Promise<number | undefined> {
  const nowMs = engine.clock.now();
  let nextAtMs: number | undefined;
  for (const peer of draft.peers()) {
    if (peer.missing.length === 0) continue;
    let { askAtMs, asks } = peer;
    const { repairDelayMs, repairWaitsMs } = handsetLimits;
    askAtMs = endOf({ atMs: askAtMs, ms: repairWaitsMs[asks - 1] ?? repairDelayMs }, nowMs);
    if (askAtMs <= nowMs) {
      const waitMs = repairWaitsMs[asks];
      if (waitMs === undefined) {
        await giveUp(engine, draft, peer.device);
        continue;
      }
      const ranges = peer.missing.slice(0, handsetLimits.maxMissingRanges);
      const body = { kind: 'want', device: peer.device, ranges } as const;
      const leaf = draft.leaves.ofDevice(peer.device);
      // Who is out still hears it for a while, in the epochs that it was in.
      const gone = leaf === undefined ? outsider(draft, peer.device) : undefined;
      if (leaf !== undefined) await queueAside(engine, draft, { body, to: [leaf] });
      else if (gone !== undefined) {
        const under = spreadEpochs(draft.epochs, asks);
        await queueAside(engine, draft, { body, to: [gone], under });
      }
      asks += 1;
      askAtMs = nowMs + waitMs;
      draft.putPeer({ ...peer, asks, askAtMs });
    }
    nextAtMs = Math.min(nextAtMs ?? askAtMs, askAtMs);
  }
  return nextAtMs;
}

async function giveUp(engine: Engine, draft: ConversationDraft, device: Uint8Array): Promise<void> {
  const peer = draft.peer(device);
  if (peer === undefined) return;
  const lost = countOf(peer.missing);
  draft.putPeer({ ...peer, missing: [], asks: 0 });
  noteMissing(draft, -lost);
  engine.healing.add(draft.tx, { lost });
  await eventsForLost(engine, draft, peer, lost);
}

/** Sends again what a device misses of this one, from what was kept of it; under the key `by` which it asked, as it may know no other. */
export async function sendAgain(
  engine: Engine,
  draft: ConversationDraft,
  asker: Leaf,
  { device, ranges, by }: WantAside & { readonly by: EpochRecord },
): Promise<void> {
  if (!device.every((byte, index) => byte === engine.self.device.key[index])) return;
  if (device.length !== engine.self.device.key.length) return;
  const { ownSequence, id } = draft.record;
  const sinceEpoch = BigInt(draft.peer(asker.device)?.sinceEpoch ?? 0);
  let frames: AgainFrame[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (frames.length === 0) return;
    const body = { kind: 'again', requester: asker.device, frames } as const;
    await queueAside(engine, draft, { body, to: [asker], under: [by] });
    frames = [];
    bytes = 0;
  };
  for (const [first, last] of ranges) {
    for (let sequence = first; sequence <= Math.min(last, ownSequence - 1); sequence++) {
      const stored = await draft.tx.get({ table: tables.sent(id), ordinal: sequence });
      const sent = stored && decodeSent(stored);
      // What is no longer kept is lost to the asker, and not erased. Any other number without a frame was left out.
      if (sent === undefined && (await isNoLongerKept(draft, sequence))) continue;
      const size = 64 + (sent?.frame.length ?? 0);
      const isFull = frames.length === handsetLimits.maxAgainFrames;
      if (isFull || bytes + size > handsetLimits.maxAgainBytes) await flush();
      // What was said before they came in is not theirs.
      const isTheirs = sent !== undefined && sent.frame.length > 0 && sent.epoch >= sinceEpoch;
      const frame = isTheirs ? sent.frame : null;
      frames.push({ sequence, epoch: sent?.epoch ?? 0n, frame });
      bytes += size;
    }
  }
  await flush();
}

/** Whether a number went when another came, and was not left out: numbers leap far, and what was sent before a leap is kept. */
async function isNoLongerKept(
  { tx, record }: ConversationDraft,
  sequence: number,
): Promise<boolean> {
  const table = tables.sent(record.id);
  const { maxSentFrames } = handsetLimits;
  const isSent = async (ordinal: number): Promise<boolean> =>
    (await tx.get({ table, ordinal })) !== undefined;
  if (await isSent(sequence + maxSentFrames)) return true;
  const [first] = await tx.range(table, { from: 0, limit: 1 });
  if (first === undefined || sequence > first.ordinal) return false;
  return isSent(first.ordinal - 1 + maxSentFrames);
}

/** Takes what a device sent again. Only what is missing counts: nobody can put into an order what was there before. */
export async function takeAgain(
  engine: Engine,
  draft: ConversationDraft,
  sender: Leaf,
  frames: readonly AgainFrame[],
  take: typeof takeFrame,
): Promise<void> {
  for (const { sequence, epoch, frame } of frames) {
    const peer = draft.peer(sender.device);
    if (peer === undefined) return;
    const missing = without(peer.missing, sequence);
    if (missing === undefined) continue;
    if (frame !== null) {
      const opened = { bytes: frame, generation: undefined, epoch };
      await take(engine, draft, sender, opened, sequence);
      continue;
    }
    // It was erased there, as whoever wrote it wished, or is too long ago.
    draft.putPeer({ ...peer, missing });
    noteMissing(draft, -1);
  }
}
