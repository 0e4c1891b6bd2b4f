import {
  confirmationTag,
  confirmedTranscriptHash,
  interimTranscriptHash,
} from '../../src/schedule/transcript.ts';
import { epochSecrets, joinerSecret } from '../../src/schedule/key-schedule.ts';
import type { PreSharedKey } from '../../src/schedule/psk.ts';
import { pskSecret } from '../../src/schedule/psk.ts';
import type { Commit } from '../../src/wire/commit.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type { GroupContext } from '../../src/wire/group-context.ts';
import type { Sender } from '../../src/wire/framed-content.ts';
import type { LeafNodeContent } from '../../src/wire/leaf-node.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import type { TreeNodes } from '../../src/wire/ratchet-tree.ts';
import type { FramingChanges, WireFormat } from './protect.ts';
import { protect, signContent } from './protect.ts';
import {
  addLeaf,
  blanks,
  filteredPathOf,
  isBelow,
  leafAt,
  removeLeaf,
  treeHash,
  updateLeaf,
} from './tree.ts';
import type { MadePath, PathChanges } from './update-path.ts';
import { makePath } from './update-path.ts';
import type { World } from './world.ts';
import { signatureKeyOf } from './world.ts';

/** A proposal of the list. With a reference it goes by that, else by value. */
export interface Item {
  readonly proposal: Proposal;
  /** Whose it is, of an Update that is not the committer's. */
  readonly sender?: number;
  readonly reference?: Uint8Array | undefined;
  /** Of an Update or Add by an evil member: the private keys that go with its leaf. */
  readonly keys?: { readonly leafKey: Uint8Array; readonly signatureKey: Uint8Array };
}

export interface CommitPlan {
  /** Leaf index of an evil member. */
  readonly committer: number;
  readonly items?: readonly Item[];
  /** The keys of the PreSharedKey proposals, in the order in which they enter the key schedule. */
  readonly psks?: readonly PreSharedKey[];
  /** Whether there is a path; as a commit needs it, when not said. */
  readonly path?: boolean;
  readonly format?: WireFormat;
  readonly changes?: CommitChanges;
  /** Of an external commit: what stands for a member. */
  readonly joiner?: {
    readonly leaf: LeafNodeContent;
    readonly signatureKey: Uint8Array;
    readonly initSecret: Uint8Array;
  };
}

/** What a commit does otherwise than §12.4 says; everything that follows from it is right again. */
export interface CommitChanges extends FramingChanges {
  readonly updatePath?: PathChanges;
  /** The tree after the proposals. */
  readonly proposed?: (tree: TreeNodes) => TreeNodes;
  /** Just before it is framed and signed. */
  readonly commit?: (commit: Commit) => Commit;
  readonly sender?: (sender: Sender) => Sender;
  readonly commitSecret?: (secret: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  readonly context?: (context: GroupContext) => GroupContext;
  readonly confirmationTag?: (tag: Uint8Array) => Uint8Array;
  /** Leaf of an external committer. */
  readonly joinerLeaf?: number;
}

export interface MadeCommit {
  /** As an MLSMessage. */
  readonly message: Uint8Array;
  /** The epoch that it begins. */
  readonly world: World;
  readonly committer: number;
  readonly joinerSecret: Uint8Array;
  readonly welcomeSecret: Uint8Array;
  readonly psks: readonly PreSharedKey[];
  readonly path: MadePath | undefined;
  /** Leaf indices of those whom it adds, in order. */
  readonly added: readonly number[];
}

const pathless = new Set(['add', 'psk', 'reinit', 'app_ephemeral']);

/** A commit that is right in everything that the plan does not change. */
export async function makeCommit(world: World, plan: CommitPlan): Promise<MadeCommit> {
  const { suite } = world;
  const { items = [], psks = [], changes = {}, joiner, format = 'public_message' } = plan;
  const applied = applyItems(world, items, joiner === undefined ? plan.committer : undefined);
  const proposed = changes.proposed?.(applied.tree) ?? applied.tree;
  const committer =
    joiner === undefined ? plan.committer : (changes.joinerLeaf ?? leftmostBlank(proposed));
  const signatureKey = joiner?.signatureKey ?? signatureKeyOf(world, plan.committer);
  const context: GroupContext = {
    ...world.context,
    epoch: world.context.epoch + 1n,
    extensions: applied.extensions,
  };
  const needsPath =
    items.length === 0 || items.some(({ proposal }) => !pathless.has(proposal.proposalType));
  const made =
    (plan.path ?? needsPath)
      ? await makePath(
          world,
          joiner === undefined ? proposed : addLeafPlace(proposed, committer),
          committer,
          joiner?.leaf ?? leafAt(proposed, committer)!,
          context,
          applied.added,
          signatureKey,
          changes.updatePath ?? {},
        )
      : undefined;
  const tree = made?.tree ?? proposed;
  const commit: Commit = {
    proposals: items.map(({ proposal, reference }) =>
      reference === undefined ? { kind: 'proposal', proposal } : { kind: 'reference', reference },
    ),
    path: made?.path,
  };
  const sender: Sender =
    joiner === undefined
      ? { senderType: 'member', leafIndex: committer }
      : { senderType: 'new_member_commit' };
  const { content, signature } = await signContent(
    world,
    {
      groupId: world.context.groupId,
      epoch: world.context.epoch,
      sender: changes.sender?.(sender) ?? sender,
      authenticatedData: new Uint8Array(),
      content: { contentType: 'commit', commit: changes.commit?.(commit) ?? commit },
    },
    // Of a joiner whose new leaf has another key, that one signs.
    (joiner && changes.updatePath?.leafSignatureKey) ?? signatureKey,
    format,
    changes,
  );
  const confirmed = await confirmedTranscriptHash(suite, world.interim, {
    wireFormat: format,
    content,
    signature,
  });
  const right: GroupContext = {
    ...context,
    treeHash: await treeHash(suite, tree),
    confirmedTranscriptHash: confirmed,
  };
  const next = changes.context?.(right) ?? right;
  const commitSecret = made?.commitSecret ?? new Uint8Array(suite.hashBytes);
  const encoded = encodeGroupContext(next);
  const joined = await joinerSecret(
    suite,
    joiner?.initSecret ?? world.secrets.initSecret,
    (await changes.commitSecret?.(commitSecret)) ?? commitSecret,
    encoded,
  );
  const { secrets, welcomeSecret } = await epochSecrets(
    suite,
    joined,
    await pskSecret(suite, psks),
    encoded,
  );
  const tag = await confirmationTag(suite, secrets.confirmationKey, confirmed);
  const sentTag = changes.confirmationTag?.(tag) ?? tag;
  return {
    message: await protect(
      world,
      content,
      { signature, confirmationTag: sentTag },
      format,
      changes,
    ),
    world: {
      suite,
      context: next,
      tree,
      secrets,
      interim: await interimTranscriptHash(suite, confirmed, sentTag),
      confirmationTag: sentTag,
      signatureKeys: new Map([
        ...applied.signatureKeys,
        [committer, changes.updatePath?.leafSignatureKey ?? signatureKey],
      ]),
      nodeKeys: new Map([...applied.nodeKeys, ...(made?.nodeKeys ?? [])]),
    },
    committer,
    joinerSecret: joined,
    welcomeSecret,
    psks,
    path: made,
    added: applied.added,
  };
}

/** §12.3, whatever the list holds. */
function applyItems(world: World, items: readonly Item[], committer: number | undefined) {
  let { tree } = world;
  let { extensions } = world.context;
  const signatureKeys = new Map(world.signatureKeys);
  const nodeKeys = new Map(world.nodeKeys);
  const added: number[] = [];
  for (const { proposal } of items) {
    if (proposal.proposalType === 'group_context_extensions') extensions = proposal.extensions;
  }
  for (const { proposal, sender = committer, keys } of items) {
    if (proposal.proposalType !== 'update' || sender === undefined) continue;
    tree = updateLeaf(tree, sender, proposal.leafNode);
    if (keys === undefined) continue;
    signatureKeys.set(sender, keys.signatureKey);
    nodeKeys.set(2 * sender, keys.leafKey);
  }
  for (const { proposal } of items) {
    if (proposal.proposalType !== 'remove') continue;
    tree = removeLeaf(tree, proposal.removed);
    signatureKeys.delete(proposal.removed);
    nodeKeys.delete(2 * proposal.removed);
  }
  for (const { proposal, keys } of items) {
    if (proposal.proposalType !== 'add') continue;
    const [grown, leafIndex] = addLeaf(tree, proposal.keyPackage.leafNode);
    tree = grown;
    added.push(leafIndex);
    if (keys === undefined) continue;
    signatureKeys.set(leafIndex, keys.signatureKey);
    nodeKeys.set(2 * leafIndex, keys.leafKey);
  }
  return { tree, extensions, added, signatureKeys, nodeKeys };
}

function leftmostBlank(tree: TreeNodes): number {
  const index = tree.findIndex((node, at) => at % 2 === 0 && node === undefined);
  return index < 0 ? (tree.length + 1) / 2 : index / 2;
}

/** Room for a leaf that its path will fill. */
function addLeafPlace(tree: TreeNodes, leafIndex: number): TreeNodes {
  let grown = tree;
  while (2 * leafIndex >= grown.length) {
    grown = [...grown, ...blanks(grown.length + 1)];
  }
  return grown;
}

/** Node of the tree after a commit from which its path secrets begin for a new leaf, if there is one. */
export function pathSecretFor(made: MadeCommit, leafIndex: number): Uint8Array | undefined {
  if (made.path === undefined) return undefined;
  const shared = filteredPathOf(made.world.tree, made.committer).find(({ node }) =>
    isBelow(2 * leafIndex, node),
  );
  return shared && made.path.pathSecrets.get(shared.node);
}
