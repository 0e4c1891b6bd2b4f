import { erase } from '../bytes.ts';
import type { KeyPair, Suite } from '../suite/suite.ts';

/** What a path secret leads to. All of it is secret but the public keys. */
export interface PathKeys {
  /** One for each step, the given one first. */
  readonly pathSecrets: readonly Uint8Array[];
  readonly keyPairs: readonly KeyPair[];
  /** The secret after the last (RFC 9420 §12.4.1): `commit_secret` where the steps end with the root. */
  readonly next: Uint8Array;
}

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
