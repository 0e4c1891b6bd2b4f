import type { Ed25519, NoteSignature, SignerKey, WitnessedHead } from '@sotto/tlog';
import { cosign, judgeCheckpoint, parseAddCheckpointRequest } from '@sotto/tlog';

/** A witness in memory: honest about what it saw, and it may have seen one log only. */
export class SimulatedWitness {
  readonly key: SignerKey;
  readonly #ed25519: Ed25519;
  readonly #latest = new Map<string, WitnessedHead>();

  constructor(key: SignerKey, ed25519: Ed25519) {
    this.key = key;
    this.#ed25519 = ed25519;
  }

  /** Entries of the last tree of this log that it cosigned. */
  sizeOf(origin: string): number {
    return Number(this.#latest.get(origin)?.size ?? 0n);
  }

  /** Answers an `add-checkpoint` request; nothing when the checkpoint does not follow from what it saw. */
  async answer(request: Uint8Array, atSeconds: number): Promise<readonly NoteSignature[]> {
    const { note, checkpoint, oldSize, proof } = parseAddCheckpointRequest(request);
    const { origin, size, root } = checkpoint;
    const judged = judgeCheckpoint({ oldSize, proof, checkpoint }, this.#latest.get(origin));
    if (judged.outcome !== 'cosign') return [];
    this.#latest.set(origin, { size, root });
    return [await cosign(note.text, this.key, atSeconds, this.#ed25519)];
  }
}
