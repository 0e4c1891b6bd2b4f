import { bytesEqual } from '@sotto/protocol';
import type { Ed25519, MemoryTree } from '@sotto/tlog';
import { parseVerifierKey } from '@sotto/tlog';
import type { LogHead } from '../head/head.ts';
import { isSignedBy } from '../head/judge-head.ts';
import type { ReadHead } from '../head/read-head.ts';
import type { LogPosition } from '../position/position.ts';
import type { Evidence } from './evidence.ts';

/** Heads that were accepted, and the tree that is under all of them. */
interface Followed {
  readonly position: LogPosition;
  readonly tree: MemoryTree;
}

/**
 * Evidence from a head of at most our size whose root is not the one that our tree had then, when the log key of a head that we
 * keep signed it too.
 */
export async function evidenceAgainst(
  ours: Followed,
  other: ReadHead,
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<Evidence | undefined> {
  for (const kept of keptHeads(ours.position)) {
    if (kept.size < other.size) continue;
    if (await isSignedBy(other, parseVerifierKey(kept.logKey), ed25519))
      return evidenceOf({ size: other.size, note: other.bytes }, kept, ours.tree);
  }
  return undefined;
}

/**
 * Evidence from two logs that were both followed from the same pin, `undefined` when one begins with the other. Where they part the
 * same keys had both, and a head of each was signed with them behind it.
 */
export function equivocationOf(ours: Followed, theirs: Followed): Evidence | undefined {
  for (const one of keptHeads(ours.position)) {
    for (const other of keptHeads(theirs.position)) {
      if (one.logKey !== other.logKey) continue;
      const [small, large, tree] =
        one.size <= other.size ? [one, other, theirs.tree] : [other, one, ours.tree];
      if (!bytesEqual(tree.root(small.size), small.root)) return evidenceOf(small, large, tree);
    }
  }
  return undefined;
}

function keptHeads({ head, handovers }: LogPosition): readonly LogHead[] {
  return head === undefined ? handovers : [...handovers, head];
}

/** `tree` is the larger one, or one that begins with it. Two of one size have one order, so that both sides come to one proof. */
function evidenceOf(
  small: Pick<LogHead, 'size' | 'note'>,
  large: Pick<LogHead, 'size' | 'note'>,
  tree: MemoryTree,
): Evidence {
  if (small.size === large.size) {
    const [smaller, larger] = [small.note, large.note].toSorted(compareBytes);
    return { smaller: smaller!, larger: larger!, otherRoot: null, proof: [] };
  }
  return {
    smaller: small.note,
    larger: large.note,
    otherRoot: tree.root(small.size),
    proof: tree.consistencyProof(small.size, large.size),
  };
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
