import { erase } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { HpkeCiphertext, KeyPair, Suite } from '../suite/suite.ts';
import type { PrivateKeys } from './private-keys.ts';
import type { RatchetTree } from './ratchet-tree.ts';

/** What a path secret leads to. All of it is secret but the public keys. */
export interface PathKeys {
  /** One for each step, the given one first. */
  readonly pathSecrets: readonly Uint8Array[];
  readonly keyPairs: readonly KeyPair[];
  /** The secret after the last: `commit_secret` where the steps end with the root (RFC 9420 §12.4.1). */
  readonly next: Uint8Array;
}

const label = 'UpdatePathNode';

// Asked for together, which matters where each runs on another thread.
const sealsAtOnce = 32;

/** RFC 9420 §7.4: the key pairs of `steps` nodes of a filtered direct path, from the path secret of the first. */
export async function derivePathKeys(
  suite: Suite,
  pathSecret: Uint8Array,
  steps: number,
): Promise<PathKeys> {
  const pathSecrets: Uint8Array[] = [];
  const keyPairs: KeyPair[] = [];
  let next = pathSecret;
  for (let step = 0; step < steps; step += 1) {
    pathSecrets.push(next);
    const nodeSecret = await suite.deriveSecret(next, 'node');
    keyPairs.push(await suite.deriveKeyPair(nodeSecret));
    erase(nodeSecret);
    next = await suite.deriveSecret(next, 'path');
  }
  return { pathSecrets, keyPairs, next };
}

/**
 * Encrypts each path secret to its recipients, given by node index (RFC 9420 §7.6). `context` is the provisional
 * GroupContext.
 *
 * @throws MLS_ENCRYPTION_KEY
 */
export async function sealPathSecrets(
  suite: Suite,
  tree: RatchetTree,
  recipients: readonly (readonly number[])[],
  pathSecrets: readonly Uint8Array[],
  context: Uint8Array,
): Promise<HpkeCiphertext[][]> {
  const hpkeContext = await suite.hpkeContext(label, context);
  const steps: HpkeCiphertext[][] = [];
  for (let step = 0; step < recipients.length; step += 1) {
    const nodes = recipients[step]!;
    const sealed: HpkeCiphertext[] = [];
    for (let start = 0; start < nodes.length; start += sealsAtOnce) {
      const pending: Promise<HpkeCiphertext | undefined>[] = [];
      for (let index = start; index < nodes.length && index < start + sealsAtOnce; index += 1) {
        const { encryptionKey } = tree.nodes[nodes[index]!]!;
        pending.push(suite.hpkeSeal(encryptionKey, hpkeContext, pathSecrets[step]!));
      }
      for (const ciphertext of await Promise.all(pending)) sealed.push(required(ciphertext));
    }
    steps.push(sealed);
  }
  return steps;
}

/**
 * Decrypts the path secret that was encrypted to `recipients` with the first private key of theirs that this member has.
 *
 * @throws MLS_PATH_SECRET
 */
export async function openPathSecret(
  suite: Suite,
  { keys }: PrivateKeys,
  recipients: readonly number[],
  sealed: readonly HpkeCiphertext[],
  context: Uint8Array,
): Promise<Uint8Array> {
  const index = recipients.findIndex((node) => keys.has(node));
  const privateKey = keys.get(recipients[index] ?? -1);
  if (privateKey === undefined) {
    throw new MlsError(
      'MLS_STATE_DAMAGED',
      'This member lacks the private keys of its place in the tree.',
    );
  }
  const hpkeContext = await suite.hpkeContext(label, context);
  const secret = await suite.hpkeOpen(privateKey, hpkeContext, sealed[index]!);
  if (secret?.length !== suite.hashBytes) {
    throw new MlsError('MLS_PATH_SECRET', 'A path secret does not decrypt.');
  }
  return secret;
}

function required(ciphertext: HpkeCiphertext | undefined): HpkeCiphertext {
  if (ciphertext === undefined) {
    throw new MlsError('MLS_ENCRYPTION_KEY', 'The encryption key of a node is not a valid one.');
  }
  return ciphertext;
}
