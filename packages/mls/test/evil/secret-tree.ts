import { leafCountOf, leftOf, levelOf, rightOf, rootOf, isBelow } from './tree.ts';
import type { World } from './world.ts';

export type RatchetKind = 'handshake' | 'application';

/** Key and nonce of a generation (RFC 9420 §9), worked out from the root each time: nothing is ever forgotten here. */
export async function ratchetKey(
  world: World,
  leafIndex: number,
  kind: RatchetKind,
  generation: number,
): Promise<{ readonly key: Uint8Array; readonly nonce: Uint8Array }> {
  const { suite } = world;
  let secret = await suite.expandWithLabel(
    await leafSecret(world, leafIndex),
    kind,
    new Uint8Array(),
    suite.hashBytes,
  );
  for (let at = 0; at < generation; at += 1) {
    secret = await suite.deriveTreeSecret(secret, 'secret', at, suite.hashBytes);
  }
  return {
    key: await suite.deriveTreeSecret(secret, 'key', generation, suite.keyBytes),
    nonce: await suite.deriveTreeSecret(secret, 'nonce', generation, suite.nonceBytes),
  };
}

/** The secrets of the tree from the root to the leaf, and of the leaf's ratchet up to a generation: all that one message consumes. */
export async function consumedSecrets(
  world: World,
  leafIndex: number,
  kind: RatchetKind,
  generation: number,
): Promise<readonly Uint8Array[]> {
  const { suite } = world;
  const secrets = await pathSecrets(world, leafIndex);
  let secret = await suite.expandWithLabel(
    secrets.at(-1)!,
    kind,
    new Uint8Array(),
    suite.hashBytes,
  );
  for (let at = 0; at <= generation; at += 1) {
    secrets.push(secret);
    secret = await suite.deriveTreeSecret(secret, 'secret', at, suite.hashBytes);
  }
  return secrets;
}

async function leafSecret(world: World, leafIndex: number): Promise<Uint8Array> {
  const secrets = await pathSecrets(world, leafIndex);
  return secrets.at(-1)!;
}

async function pathSecrets(world: World, leafIndex: number): Promise<Uint8Array[]> {
  const { suite, tree } = world;
  // Of a leaf outside the tree there is no secret: the last one there is stands in for it.
  const leaf = 2 * Math.min(leafIndex, leafCountOf(tree) - 1);
  const secrets = [world.secrets.encryptionSecret];
  for (let index = rootOf(tree); levelOf(index) > 0;) {
    const isLeft = isBelow(leaf, leftOf(index));
    const context = new TextEncoder().encode(isLeft ? 'left' : 'right');
    secrets.push(await suite.expandWithLabel(secrets.at(-1)!, 'tree', context, suite.hashBytes));
    index = isLeft ? leftOf(index) : rightOf(index);
  }
  return secrets;
}
