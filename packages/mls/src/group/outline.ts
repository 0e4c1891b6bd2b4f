import type { Engine } from '../engine.ts';
import { MlsError } from '../mls-error.ts';
import { interimTranscriptHash } from '../schedule/transcript.ts';
import { createSecretTree } from '../secret-tree/secret-tree.ts';
import { leafOf } from '../tree/ratchet-tree.ts';
import { encodeGroupContext } from '../wire/group-context.ts';
import { parseMessage } from '../wire/message.ts';
import { verifyGroupInfo } from './open-group-info.ts';
import type { GroupState } from './state.ts';

export interface OutlineInput {
  /** MLSMessage with a GroupInfo. */
  readonly groupInfo: Uint8Array;
  /** When the GroupInfo does not have it. */
  readonly ratchetTree?: Uint8Array;
  /** The member from whose place it is looked at. */
  readonly leafIndex: number;
}

/**
 * A group as who has its GroupInfo and its tree sees it, in the form of a state: its context and its members, and no secret of it. Every secret
 * is zeros of its length. It is to be looked at, and to be left by `keepHistory` of a state that somebody joined by; it opens nothing, nothing
 * that is sent by it is understood, and it cannot be loaded from what `save` gives of it.
 *
 * @throws MLS_NOT_FOR_GROUP, MLS_REMOVE_BLANK when nobody is at the leaf, what a GroupInfo and its tree are refused for
 */
export async function outlineGroup(
  engine: Engine,
  { groupInfo: bytes, ratchetTree, leafIndex }: OutlineInput,
): Promise<GroupState> {
  const message = parseMessage(bytes, engine.limits.maxMessageBytes);
  if (message.wireFormat !== 'group_info') {
    throw new MlsError('MLS_NOT_FOR_GROUP', 'This is not a GroupInfo.');
  }
  const { groupInfo } = message;
  const context = groupInfo.groupContext;
  const suite = engine.suite(context.cipherSuite);
  const given = ratchetTree === undefined ? {} : { ratchetTree };
  const tree = await verifyGroupInfo(engine, suite, groupInfo, {
    ...given,
    isMemberOf: () => false,
  });
  if (leafOf(tree, leafIndex) === undefined) {
    throw new MlsError('MLS_REMOVE_BLANK', 'Nobody is at the leaf that a group is looked at from.');
  }
  const nothing = (): Uint8Array => new Uint8Array(suite.hashBytes);
  return {
    suite,
    context,
    encodedContext: encodeGroupContext(context),
    interimTranscriptHash: await interimTranscriptHash(
      suite,
      context.confirmedTranscriptHash,
      groupInfo.confirmationTag,
    ),
    confirmationTag: groupInfo.confirmationTag,
    tree,
    keys: { leafIndex, keys: new Map() },
    signaturePrivateKey: new Uint8Array(0),
    secrets: {
      senderDataSecret: nothing(),
      exporterSecret: nothing(),
      epochAuthenticator: nothing(),
      externalSecret: nothing(),
      membershipKey: nothing(),
      resumptionPsk: nothing(),
      initSecret: nothing(),
    },
    secretTree: createSecretTree(nothing(), tree.leafCount),
    proposals: new Map(),
    past: [],
    resumption: [],
    reinit: undefined,
  };
}

/** Whether a state is an outline: a member holds a private key at least. */
export function isOutline({ keys }: Pick<GroupState, 'keys'>): boolean {
  return keys.keys.size === 0;
}
