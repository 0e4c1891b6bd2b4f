import { confirmationTag, interimTranscriptHash } from '../../src/schedule/transcript.ts';
import type { EpochSecrets } from '../../src/schedule/key-schedule.ts';
import { deriveEpochSecrets } from '../../src/schedule/key-schedule.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { Extension } from '../../src/wire/extension.ts';
import type { GroupContext } from '../../src/wire/group-context.ts';
import type { TreeNodes } from '../../src/wire/ratchet-tree.ts';
import type { Person } from './person.ts';
import { treeHash } from './tree.ts';

/**
 * A group in one epoch as somebody sees it who knows everything of its evil members: their keys, and the secrets of the
 * epoch, kept whole. What the engine's members keep to themselves is not here. A world is a value: a commit gives another.
 */
export interface World {
  readonly suite: Suite;
  readonly context: GroupContext;
  readonly tree: TreeNodes;
  readonly secrets: EpochSecrets;
  readonly interim: Uint8Array;
  readonly confirmationTag: Uint8Array;
  /** By leaf index, of the evil members. */
  readonly signatureKeys: ReadonlyMap<number, Uint8Array>;
  /** HPKE private keys by node index, as far as evil members have made them. */
  readonly nodeKeys: ReadonlyMap<number, Uint8Array>;
}

/** An epoch 0 of one evil member (RFC 9420 §11). */
export async function foundWorld(
  suite: Suite,
  founder: Person,
  options: { readonly groupId?: Uint8Array; readonly extensions?: readonly Extension[] } = {},
): Promise<World> {
  const tree: TreeNodes = [founder.keyPackage.leafNode];
  const secrets = await deriveEpochSecrets(suite, suite.random(suite.hashBytes));
  const confirmed = new Uint8Array();
  const tag = await confirmationTag(suite, secrets.confirmationKey, confirmed);
  return {
    suite,
    context: {
      version: 1,
      cipherSuite: suite.id,
      groupId: options.groupId ?? suite.random(16),
      epoch: 0n,
      treeHash: await treeHash(suite, tree),
      confirmedTranscriptHash: confirmed,
      extensions: options.extensions ?? [],
    },
    tree,
    secrets,
    interim: await interimTranscriptHash(suite, confirmed, tag),
    confirmationTag: tag,
    signatureKeys: new Map([[0, founder.signatureKey]]),
    nodeKeys: new Map([[0, founder.leafKey]]),
  };
}

export function signatureKeyOf(world: World, leafIndex: number): Uint8Array {
  const key = world.signatureKeys.get(leafIndex);
  if (key === undefined) throw new Error(`leaf ${leafIndex} is no evil member`);
  return key;
}
