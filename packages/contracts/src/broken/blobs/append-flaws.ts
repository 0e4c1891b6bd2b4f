import type { Blobs, BlobStatus, StoredPart } from '@sotto/core';
import type { BlobsAppendClauseId } from '../../blobs/append-clauses.ts';
import { idOf, joinPieces, nothingStored } from '../../blobs/samples.ts';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';

export const blobsAppendFlaws: Flaws<BlobsAppendClauseId, 'blobs'> = {
  // Forgets to say that it is complete.
  'append-whole': appendOf(async (good, part) => ({
    ...(await good.append(part)),
    complete: false,
  })),
  // Says complete a byte early.
  'append-parts': appendOf(async (good, part) => {
    const status = await good.append(part);
    return {
      ...status,
      complete: status.storedBytes > 0 && status.storedBytes >= status.totalBytes - 1,
    };
  }),
  'append-no-bytes': appendOf(async (good, part) =>
    part.totalBytes === 0 ? nothingStored : good.append(part),
  ),
  // Starts over when the first part comes again.
  'append-again': appendOf(async (good, part) => {
    if (part.offset === 0 && !(await good.status(part.id)).complete) await good.remove(part.id);
    return good.append(part);
  }),
  // Takes the part for what comes next, whatever its offset.
  'append-gap': appendOf(async (good, part) => {
    const { storedBytes, complete } = await good.status(part.id);
    return good.append(
      part.offset > storedBytes && !complete ? { ...part, offset: storedBytes } : part,
    );
  }),
  // Later calls overtake earlier ones.
  'append-in-turn': flawOf((good) => {
    let calls = 0;
    return {
      append: async (part) => {
        for (let turn = 100 - Math.min(100, 10 * calls++); turn > 0; turn--)
          await Promise.resolve();
        return good.append(part);
      },
    };
  }),
  // One upload at a time: another one's part ends it.
  'append-apart': flawOf((good) => {
    let current: StoredPart['id'] | undefined;
    return {
      append: async (part) => {
        const before = current;
        current = part.id;
        if (
          before !== undefined &&
          before.join() !== part.id.join() &&
          !(await good.status(before)).complete
        ) {
          await good.remove(before);
        }
        return good.append(part);
      },
    };
  }),
  // Keeps what it found to be wrong.
  'mismatch-hash': flawOf((good) => {
    const kept = new Map<string, BlobStatus>();
    return {
      append: async (part) => {
        const before = await good.status(part.id);
        const status = await good.append(part);
        if (status.mismatch) kept.set(part.id.join(), before);
        return status;
      },
      status: async (id) => kept.get(id.join()) ?? good.status(id),
    };
  }),
  'mismatch-total': appendOf(async (good, part) => {
    const { totalBytes } = await good.status(part.id);
    return good.append(totalBytes > 0 ? { ...part, totalBytes } : part);
  }),
  // Cuts off what is too much.
  'mismatch-too-long': appendOf((good, part) => {
    const room = Math.max(0, part.totalBytes - part.offset);
    return good.append({ ...part, bytes: part.bytes.subarray(0, room) });
  }),
  // Never wants to see the id again.
  'mismatch-then-right': flawOf((good) => {
    const refused = new Set<string>();
    return {
      append: async (part) => {
        if (refused.has(part.id.join())) return { ...nothingStored, mismatch: true };
        const status = await good.append(part);
        if (status.mismatch) refused.add(part.id.join());
        return status;
      },
    };
  }),
  // A wrong part for a complete blob removes it.
  'complete-undisturbed': appendOf(async (good, part) => {
    const pieces = await good.read(part.id, 0, part.totalBytes);
    if (pieces !== undefined && part.offset === 0 && part.bytes.length === part.totalBytes) {
      const wrong =
        (await idOf(part.bytes)).join() !== (await idOf(await joinPieces(pieces))).join();
      if (wrong) await good.remove(part.id);
    }
    return good.append(part);
  }),
};

function appendOf(change: (good: Blobs, part: StoredPart) => Promise<BlobStatus>): Flaw<'blobs'> {
  return flawOf((good) => ({ append: (part) => change(good, part) }));
}
