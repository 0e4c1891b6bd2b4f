import { MlsError } from '../mls-error.ts';
import type { Proposal } from '../wire/proposal.ts';
import type { Reader } from '../wire/reader.ts';
import { readWhole } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import { componentIds } from './app-data-dictionary.ts';

// AppAck of draft-ietf-mls-extensions: members say which application messages of the epoch they have, in a proposal, so that
// a delivery service cannot leave out messages without stopping the group.

/** Generations of one sender, both ends included. */
export interface GenerationRange {
  readonly firstGeneration: number;
  readonly lastGeneration: number;
}

/** Application messages of the current epoch that were received without a gap. */
export interface MessageRange extends GenerationRange {
  /** Leaf index. */
  readonly sender: number;
}

/** An application message as `process` gives it. */
export interface ReceivedGeneration {
  readonly sender: { readonly leafIndex: number };
  readonly generation: number;
}

/** The ranges that received messages of one epoch make, in any order, ascending by sender. */
export function rangesOf(received: Iterable<ReceivedGeneration>): readonly MessageRange[] {
  const sorted = [...received].sort(
    (a, b) => a.sender.leafIndex - b.sender.leafIndex || a.generation - b.generation,
  );
  const ranges: MessageRange[] = [];
  for (const { sender, generation } of sorted) {
    const { leafIndex } = sender;
    const last = ranges.at(-1);
    if (last?.sender === leafIndex && generation <= last.lastGeneration + 1) {
      ranges[ranges.length - 1] = { ...last, lastGeneration: generation };
    } else {
      ranges.push({ sender: leafIndex, firstGeneration: generation, lastGeneration: generation });
    }
  }
  return ranges;
}

/** The proposal that carries an AppAck. Its type, 9, is one that all members have to support. @throws MLS_INPUT */
export function appAckProposal(ranges: readonly MessageRange[]): Proposal {
  const writer = new Writer(12 * ranges.length + 4).varint(12 * ranges.length);
  for (const { sender, firstGeneration, lastGeneration } of ranges) {
    if (
      ![sender, firstGeneration, lastGeneration].every(isUint32) ||
      firstGeneration > lastGeneration
    ) {
      throw new MlsError('MLS_INPUT', 'A range of messages is not one.');
    }
    writer.u32(sender).u32(firstGeneration).u32(lastGeneration);
  }
  return { proposalType: 'app_ephemeral', componentId: componentIds.appAck, data: writer.finish() };
}

/**
 * What a proposal acknowledges; `undefined` when it is no AppAck.
 *
 * @throws MLS_MALFORMED, also for a range that ends before it begins; MLS_LENGTH_NOT_MINIMAL
 */
export function appAckOf(proposal: Proposal): readonly MessageRange[] | undefined {
  if (proposal.proposalType !== 'app_ephemeral' || proposal.componentId !== componentIds.appAck) {
    return undefined;
  }
  return readWhole(proposal.data, readRanges);
}

/**
 * Which of the `sentCount` application messages that `sender` sent in the epoch are in none of the ranges. The work is
 * bounded by the number of ranges, however wide they claim to be.
 */
export function missingGenerations(
  ranges: readonly MessageRange[],
  sender: number,
  sentCount: number,
): readonly GenerationRange[] {
  const own = ranges.filter((range) => range.sender === sender);
  own.sort((a, b) => a.firstGeneration - b.firstGeneration);
  const missing: GenerationRange[] = [];
  let next = 0;
  for (const { firstGeneration, lastGeneration } of own) {
    const end = Math.min(firstGeneration, sentCount);
    if (end > next) missing.push({ firstGeneration: next, lastGeneration: end - 1 });
    next = Math.max(next, lastGeneration + 1);
  }
  if (next < sentCount) missing.push({ firstGeneration: next, lastGeneration: sentCount - 1 });
  return missing;
}

function readRanges(reader: Reader): readonly MessageRange[] {
  const inner = reader.vector();
  const ranges: MessageRange[] = [];
  while (inner.more) {
    const sender = inner.u32();
    const firstGeneration = inner.u32();
    const lastGeneration = inner.u32();
    if (firstGeneration > lastGeneration) {
      throw new MlsError('MLS_MALFORMED', 'A range of messages ends before it begins.');
    }
    ranges.push({ sender, firstGeneration, lastGeneration });
  }
  return ranges;
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}
