import { bytesEqual } from '@sotto/protocol';
import type { Ed25519 } from '@sotto/tlog';
import { readHead } from '../head/read-head.ts';
import type { ActLog } from '../reading/act-log.ts';
import type { Evidence } from './evidence.ts';
import { evidenceAgainst } from './find-fork.ts';

/**
 * - `same`, `older`: our tree is it, or begins with it. Signatures were not looked at: there is nothing to believe.
 * - `newer`: it says that it is larger. Nothing is known of it before it is followed.
 * - `equivocation`: the log key signed it, and it is not our tree.
 * - `refused`: it is no head (`malformed`, `tooLong`), or not our tree and `unsigned`.
 */
export type HeadComparison =
  | { readonly outcome: 'same' | 'older' | 'newer' }
  | { readonly outcome: 'equivocation'; readonly evidence: Evidence }
  | { readonly outcome: 'refused'; readonly reason: 'malformed' | 'tooLong' | 'unsigned' };

/** Compares a signed head that somebody else has with our log. */
export async function compareHead(
  log: ActLog,
  note: Uint8Array,
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<HeadComparison> {
  const head = readHead(note);
  if (typeof head === 'string') return { outcome: 'refused', reason: head };
  if (head.size > log.size) return { outcome: 'newer' };
  if (bytesEqual(head.root, log.rootAt(head.size)))
    return { outcome: head.size === log.size ? 'same' : 'older' };
  const evidence = await evidenceAgainst({ ...log, tree: log.tree() }, head, ed25519);
  return evidence === undefined
    ? { outcome: 'refused', reason: 'unsigned' }
    : { outcome: 'equivocation', evidence };
}
