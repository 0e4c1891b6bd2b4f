import type { NoteSignature, SignerKey, WitnessedHead } from '@sotto/tlog';
import { cosign, judgeCheckpoint, parseAddCheckpointRequest } from '@sotto/tlog';
import { ed25519 } from './keys.ts';

/** A witness with one log's latest tree for each origin in memory. */
export class TestWitness {
  readonly key: SignerKey;
  readonly #latest = new Map<string, WitnessedHead>();

  constructor(key: SignerKey) {
    this.key = key;
  }

  sizeOf(origin: string): number {
    return Number(this.#latest.get(origin)?.size ?? 0n);
  }

  /** Its cosignature, or nothing when the checkpoint does not follow from what it saw. */
  async add(request: Uint8Array, atSeconds: number): Promise<readonly NoteSignature[]> {
    const { note, checkpoint, ...rest } = parseAddCheckpointRequest(request);
    const latest = this.#latest.get(checkpoint.origin);
    if (judgeCheckpoint({ ...rest, checkpoint }, latest).outcome !== 'cosign') return [];
    this.#latest.set(checkpoint.origin, { size: checkpoint.size, root: checkpoint.root });
    return [await cosign(note.text, this.key, atSeconds, ed25519)];
  }

  /** A cosignature of whatever, as a witness that was taken over gives it. */
  async lie(text: string, atSeconds: number): Promise<NoteSignature> {
    return cosign(text, this.key, atSeconds, ed25519);
  }
}
