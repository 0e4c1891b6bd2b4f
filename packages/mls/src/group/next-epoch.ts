import type { Engine } from '../engine.ts';
import { erase } from '../bytes.ts';
import type { EpochSecrets } from '../schedule/key-schedule.ts';
import { epochSecrets, joinerSecret } from '../schedule/key-schedule.ts';
import type { PreSharedKey } from '../schedule/psk.ts';
import { pskSecret } from '../schedule/psk.ts';
import type { SignedCommit } from '../schedule/transcript.ts';
import {
  confirmationTag,
  confirmedTranscriptHash,
  interimTranscriptHash,
} from '../schedule/transcript.ts';
import { createSecretTree } from '../secret-tree/secret-tree.ts';
import type { PrivateKeys } from '../tree/private-keys.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { treeHash } from '../tree/tree-hash.ts';
import type { Extension } from '../wire/extension.ts';
import type { GroupContext } from '../wire/group-context.ts';
import { encodeGroupContext } from '../wire/group-context.ts';
import type { GroupState, KeptSecrets, PastEpoch, ReinitProposal } from './state.ts';

/** What a commit makes of a group, as soon as its path, if any, is merged into the tree. */
export interface NextEpochInput {
  readonly tree: RatchetTree;
  readonly keys: PrivateKeys;
  readonly signaturePrivateKey: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly commit: SignedCommit;
  /** Of the former epoch, or of an external commit. */
  readonly initSecret: Uint8Array;
  /** All zeros where there is no path. */
  readonly commitSecret: Uint8Array;
  readonly psks: readonly PreSharedKey[];
  readonly reinit: ReinitProposal | undefined;
}

/** What the next epoch follows from, which somebody who joins by an external commit knows too. */
export type FormerEpoch = Pick<GroupState, 'suite' | 'context' | 'interimTranscriptHash'>;

/** What a state keeps of former epochs. */
export type History = Pick<GroupState, 'past' | 'resumption'>;

export const noHistory: History = { past: [], resumption: [] };

/** A new epoch, and what a committer needs to let others in. */
export interface NextEpoch {
  readonly state: GroupState;
  readonly joinerSecret: Uint8Array;
  readonly welcomeSecret: Uint8Array;
}

/** RFC 9420 §§8, 8.1, 8.2: the key schedule's step into the next epoch. The confirmation tag is the caller's to compare. */
export async function enterNextEpoch(
  before: FormerEpoch,
  history: History,
  input: NextEpochInput,
): Promise<NextEpoch> {
  const { suite } = before;
  const context: GroupContext = {
    ...before.context,
    epoch: before.context.epoch + 1n,
    treeHash: await treeHash(suite, input.tree),
    confirmedTranscriptHash: await confirmedTranscriptHash(
      suite,
      before.interimTranscriptHash,
      input.commit,
    ),
    extensions: input.extensions,
  };
  const encodedContext = encodeGroupContext(context);
  const joiner = await joinerSecret(suite, input.initSecret, input.commitSecret, encodedContext);
  const psk = await pskSecret(suite, input.psks);
  const { secrets, welcomeSecret } = await epochSecrets(suite, joiner, psk, encodedContext);
  erase(psk);
  const tag = await confirmationTag(
    suite,
    secrets.confirmationKey,
    context.confirmedTranscriptHash,
  );
  const state: GroupState = {
    suite,
    context,
    encodedContext,
    interimTranscriptHash: await interimTranscriptHash(suite, context.confirmedTranscriptHash, tag),
    confirmationTag: tag,
    tree: input.tree,
    keys: input.keys,
    signaturePrivateKey: input.signaturePrivateKey,
    secrets: keptSecrets(secrets),
    secretTree: createSecretTree(secrets.encryptionSecret, input.tree.leafCount),
    proposals: new Map(),
    past: history.past,
    resumption: history.resumption,
    reinit: input.reinit,
  };
  return { state, joinerSecret: joiner, welcomeSecret };
}

/** What is kept of an epoch's secrets once it has begun; overwrites the confirmation key. */
export function keptSecrets(secrets: EpochSecrets): KeptSecrets {
  const { encryptionSecret: _root, confirmationKey, ...kept } = secrets;
  erase(confirmationKey);
  return kept;
}

/** The history of the epoch after `state`. */
export function historyAfter(engine: Engine, state: GroupState): History {
  const { maxPastEpochs, maxResumptionPsks } = engine.limits;
  const { epoch } = state.context;
  const last: PastEpoch = {
    epoch,
    encodedContext: state.encodedContext,
    senderDataSecret: state.secrets.senderDataSecret,
    secretTree: state.secretTree,
    ownLeafIndex: state.keys.leafIndex,
    nodes: state.tree.nodes,
  };
  return {
    past: lastOf([...state.past, last], maxPastEpochs),
    resumption: lastOf(
      [...state.resumption, { epoch, psk: state.secrets.resumptionPsk }],
      maxResumptionPsks,
    ),
  };
}

function lastOf<T>(items: readonly T[], count: number): readonly T[] {
  return count === 0 ? [] : items.slice(-count);
}
