import type {
  Content,
  FramedContent,
  FramedContentAuthData,
  Sender,
} from '../../src/wire/framed-content.ts';
import type { LeafNode, LeafNodeContent } from '../../src/wire/leaf-node.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import type { Item } from './commit.ts';
import type { LeafPlace } from './person.ts';
import { newHpkeKey, signLeaf } from './person.ts';
import type { FramingChanges, WireFormat } from './protect.ts';
import { proposalRef, protect, signContent } from './protect.ts';
import { leafAt } from './tree.ts';
import type { World } from './world.ts';
import { signatureKeyOf } from './world.ts';

export interface MadeProposal {
  /** As an MLSMessage. */
  readonly message: Uint8Array;
  /** For a commit that refers to it. */
  readonly item: Item;
  readonly content: FramedContent;
  readonly auth: FramedContentAuthData;
}

export interface ProposalPlan {
  readonly proposal: Proposal;
  /** Leaf index of an evil member, or another sender with its key. */
  readonly sender: number | { readonly sender: Sender; readonly signatureKey: Uint8Array };
  readonly format?: WireFormat;
  readonly keys?: Item['keys'];
  readonly changes?: FramingChanges;
}

/** A proposal message that is right in everything that the plan does not change. */
export async function makeProposal(world: World, plan: ProposalPlan): Promise<MadeProposal> {
  const { proposal, format = 'public_message', changes = {}, keys } = plan;
  const { sender, signatureKey } =
    typeof plan.sender === 'number'
      ? {
          sender: { senderType: 'member', leafIndex: plan.sender } as const,
          signatureKey: signatureKeyOf(world, plan.sender),
        }
      : plan.sender;
  const { content, signature } = await signContent(
    world,
    fieldsOf(world, sender, { contentType: 'proposal', proposal }),
    signatureKey,
    format,
    changes,
  );
  const auth = { signature, confirmationTag: undefined };
  return {
    message: await protect(world, content, auth, format, changes),
    content,
    auth,
    item: {
      proposal,
      ...(typeof plan.sender === 'number' ? { sender: plan.sender } : {}),
      reference: await proposalRef(world, content, signature, format),
      ...(keys === undefined ? {} : { keys }),
    },
  };
}

/** An application message; as a PrivateMessage unless told otherwise. */
export async function makeApplication(
  world: World,
  sender: number,
  data: Uint8Array,
  options: { readonly format?: WireFormat; readonly changes?: FramingChanges } = {},
): Promise<Uint8Array> {
  const { format = 'private_message', changes = {} } = options;
  const { content, signature } = await signContent(
    world,
    fieldsOf(
      world,
      { senderType: 'member', leafIndex: sender },
      { contentType: 'application', applicationData: data },
    ),
    signatureKeyOf(world, sender),
    format,
    changes,
  );
  return protect(world, content, { signature, confirmationTag: undefined }, format, changes);
}

function fieldsOf(world: World, sender: Sender, content: Content) {
  const { groupId, epoch } = world.context;
  return { groupId, epoch, sender, authenticatedData: new Uint8Array(), content };
}

export interface UpdateChanges {
  readonly leaf?: (content: LeafNodeContent) => LeafNodeContent;
  readonly signedLeaf?: (leaf: LeafNode) => LeafNode;
  readonly leafKey?: Uint8Array;
  readonly signatureKey?: Uint8Array;
  readonly place?: LeafPlace | 'none';
}

/** An Update of an evil member's leaf, with the keys that go with it. */
export async function makeUpdate(
  world: World,
  leafIndex: number,
  changes: UpdateChanges = {},
): Promise<{ readonly proposal: Proposal; readonly keys: NonNullable<Item['keys']> }> {
  const { suite } = world;
  const leafKey = changes.leafKey ?? (await newHpkeKey(suite));
  const signatureKey = changes.signatureKey ?? signatureKeyOf(world, leafIndex);
  const content: LeafNodeContent = {
    ...leafAt(world.tree, leafIndex)!,
    encryptionKey: await suite.publicKey(leafKey),
    signatureKey: await suite.signaturePublicKey(signatureKey),
    source: { kind: 'update' },
  };
  const place = changes.place ?? { groupId: world.context.groupId, leafIndex };
  const leaf = await signLeaf(
    suite,
    changes.leaf?.(content) ?? content,
    signatureKey,
    place === 'none' ? undefined : place,
  );
  return {
    proposal: { proposalType: 'update', leafNode: changes.signedLeaf?.(leaf) ?? leaf },
    keys: { leafKey, signatureKey },
  };
}
