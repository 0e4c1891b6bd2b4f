import { emptyTreeRoot } from '../merkle/hashing.ts';
import { verifyConsistency } from '../merkle/verify.ts';
import type { AddCheckpointRequest } from './request.ts';

/** The latest tree of a log that a witness cosigned. */
export interface WitnessedHead {
  readonly size: bigint;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/**
 * - `cosign`: the new tree begins with the latest one. It has to be remembered, durably, before a cosignature leaves.
 * - `old-size-impossible`: the old size is above the checkpoint's. Status 400.
 * - `conflict`: the witness has cosigned another size. Status 409; the log may ask again from that size.
 * - `inconsistent`: the proof does not hold, or there is another root of the same size. Status 422. It may prove that the log lies.
 */
export type CheckpointJudgement =
  | { readonly outcome: 'cosign' }
  | { readonly outcome: 'old-size-impossible' }
  | { readonly outcome: 'conflict'; readonly size: bigint }
  | { readonly outcome: 'inconsistent' };

/**
 * Whether a witness may cosign, once the log's signature holds (C2SP tlog-witness, add-checkpoint). Pure, and only true as long as
 * `latest` is: judging and remembering have to be one step.
 *
 * @param latest what the witness cosigned last for this origin; `undefined` for nothing
 */
export function judgeCheckpoint(
  request: Pick<AddCheckpointRequest, 'oldSize' | 'proof' | 'checkpoint'>,
  latest: WitnessedHead | undefined,
): CheckpointJudgement {
  const { oldSize, proof, checkpoint } = request;
  const { size, root } = checkpoint;
  if (oldSize > size) return { outcome: 'old-size-impossible' };
  const known = latest ?? { size: 0n, root: emptyTreeRoot() };
  if (oldSize !== known.size) return { outcome: 'conflict', size: known.size };
  const follows = verifyConsistency({ oldSize, oldRoot: known.root, size, root, proof });
  return { outcome: follows ? 'cosign' : 'inconsistent' };
}
