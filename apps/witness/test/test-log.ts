import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { Ed25519, SignerKey, VerifierKey } from '@sotto/tlog';
import {
  formatAddCheckpointRequest,
  formatCheckpoint,
  formatVerifierKey,
  MemoryTree,
  signNote,
  signerKey,
} from '@sotto/tlog';

const crypto = await createPlugin(nodeCrypto(), {} as never);
export const ed25519: Ed25519 = crypto.signatures.Ed25519;
export const random: (length: number) => Uint8Array = crypto.random;
export const cryptoPoint: typeof crypto = crypto;

/** What a request may have otherwise than a log would. */
export interface Strange {
  readonly root?: Uint8Array;
  readonly proof?: readonly Uint8Array[];
  /** Signs instead of the log, in its name. */
  readonly signer?: SignerKey;
}

/** A log of 400 entries and its requests. `branch` makes another log of the same key from entry 5 on: one that lies. */
export class TestLog {
  readonly key: SignerKey;
  readonly tree: MemoryTree = new MemoryTree();

  private constructor(key: SignerKey, branch: string) {
    this.key = key;
    for (let index = 0; index < 400; index += 1) {
      this.tree.append(Buffer.from(index < 5 ? `entry ${index}` : `${branch} ${index}`));
    }
  }

  static async of(origin: string, branch = 'entry'): Promise<TestLog> {
    return new TestLog(
      await signerKey('ed25519', origin, new Uint8Array(32).fill(1), ed25519),
      branch,
    );
  }

  get origin(): string {
    return this.key.name;
  }

  get verifierKey(): VerifierKey {
    return this.key;
  }

  /** What stands in the file of logs. */
  get entry(): { readonly origin: string; readonly keys: readonly string[] } {
    return { origin: this.origin, keys: [formatVerifierKey(this.key)] };
  }

  textOf(size: number, root: Uint8Array = this.tree.root(size)): string {
    return formatCheckpoint({ origin: this.origin, size, root });
  }

  async request(oldSize: number, size: number, strange: Strange = {}): Promise<Uint8Array> {
    const text = this.textOf(size, strange.root);
    const signed = await signNote(text, strange.signer ?? this.key, ed25519);
    const { name, keyId } = this.key;
    const proof =
      strange.proof ?? (oldSize > size ? [] : this.tree.consistencyProof(oldSize, size));
    const note = { text, signatures: [{ ...signed, name, keyId }] };
    return formatAddCheckpointRequest({ oldSize, proof, note });
  }
}
