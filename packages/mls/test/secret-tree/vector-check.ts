import { expect } from 'vitest';
import { senderDataKey } from '../../src/framing/sender-data.ts';
import type { RatchetKind } from '../../src/secret-tree/secret-tree.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import { takeAt } from '../../src/secret-tree/take-key.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { Hex } from '../vectors.ts';
import { fromHex, toHex } from '../vectors.ts';

export interface SecretTreeVector {
  readonly cipher_suite: number;
  readonly encryption_secret: Hex;
  readonly sender_data: {
    readonly sender_data_secret: Hex;
    readonly ciphertext: Hex;
    readonly key: Hex;
    readonly nonce: Hex;
  };
  readonly leaves: readonly (readonly {
    readonly generation: number;
    readonly handshake_key: Hex;
    readonly handshake_nonce: Hex;
    readonly application_key: Hex;
    readonly application_nonce: Hex;
  }[])[];
}

const limits = { maxForwardGenerations: 100, maxSkippedKeys: 100, maxSkippedSeconds: 60 };

export async function checkSecretTree(suite: Suite, vector: SecretTreeVector): Promise<void> {
  const { sender_data_secret, ciphertext, ...expected } = vector.sender_data;
  const { key, nonce } = await senderDataKey(
    suite,
    fromHex(sender_data_secret),
    fromHex(ciphertext),
  );
  expect({ key: toHex(key), nonce: toHex(nonce) }).toEqual(expected);

  // One tree from which everything is taken, so that division from any side is tried.
  let tree = createSecretTree(fromHex(vector.encryption_secret), vector.leaves.length);
  async function take(leafIndex: number, kind: RatchetKind, generation: number): Promise<object> {
    const options = { limits, nowSeconds: 0 };
    const taken = await takeAt(suite, tree, leafIndex, kind, generation, options);
    const { messageKey } = taken;
    const hex = { key: toHex(messageKey.key), nonce: toHex(messageKey.nonce) };
    tree = taken.secretTree;
    for (const spent of taken.spent) spent.fill(0);
    return hex;
  }
  for (const [leafIndex, generations] of vector.leaves.entries()) {
    for (const wanted of generations) {
      expect(await take(leafIndex, 'handshake', wanted.generation)).toEqual({
        key: wanted.handshake_key,
        nonce: wanted.handshake_nonce,
      });
      expect(await take(leafIndex, 'application', wanted.generation)).toEqual({
        key: wanted.application_key,
        nonce: wanted.application_nonce,
      });
    }
  }
}
