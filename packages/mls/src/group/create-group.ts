import type { Engine } from '../engine.ts';
import { erase } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { OwnKeyPackage } from '../key-package/key-package.ts';
import { validateKeyPackage } from '../key-package/key-package.ts';
import { deriveEpochSecrets } from '../schedule/key-schedule.ts';
import { confirmationTag, interimTranscriptHash } from '../schedule/transcript.ts';
import { createSecretTree } from '../secret-tree/secret-tree.ts';
import { saveGroup } from '../storage/changes.ts';
import { parseRatchetTree } from '../tree/ratchet-tree.ts';
import { treeHash } from '../tree/tree-hash.ts';
import type { Extension } from '../wire/extension.ts';
import { encodeGroupContext } from '../wire/group-context.ts';
import { mls10 } from '../wire/message.ts';
import { requireReadableExtensions } from './group-extensions.ts';
import { keptSecrets } from './next-epoch.ts';
import type { GroupState, Transition } from './state.ts';

export interface CreateGroupInput {
  /** Unique, as by 32 random bytes. */
  readonly groupId: Uint8Array;
  /** Its leaf becomes the founder's; its init key is not used. */
  readonly own: OwnKeyPackage;
  readonly extensions?: readonly Extension[];
  /** Since 1970. */
  readonly nowSeconds: number;
}

/** A group of one, in epoch 0 (RFC 9420 §11). @throws MLS_INPUT, and what validating the KeyPackage throws */
export async function createGroup(engine: Engine, input: CreateGroupInput): Promise<Transition> {
  const { groupId, own } = input;
  if (groupId.length > engine.limits.maxGroupIdBytes) {
    throw new MlsError('MLS_INPUT', 'A group id is longer than allowed.');
  }
  const extensions = input.extensions ?? [];
  requireReadableExtensions(extensions);
  const suite = engine.suite(own.keyPackage.cipherSuite);
  const { nowSeconds } = input;
  await validateKeyPackage(engine, suite, own.keyPackage, { extensions, nowSeconds });
  const tree = parseRatchetTree([own.keyPackage.leafNode], 1);
  const context = {
    version: mls10,
    cipherSuite: suite.id,
    groupId,
    epoch: 0n,
    treeHash: await treeHash(suite, tree),
    confirmedTranscriptHash: new Uint8Array(0),
    extensions,
  };
  const epochSecret = suite.random(suite.hashBytes);
  const secrets = await deriveEpochSecrets(suite, epochSecret);
  erase(epochSecret);
  const confirmed = context.confirmedTranscriptHash;
  const tag = await confirmationTag(suite, secrets.confirmationKey, confirmed);
  const state: GroupState = {
    suite,
    context,
    encodedContext: encodeGroupContext(context),
    interimTranscriptHash: await interimTranscriptHash(suite, confirmed, tag),
    confirmationTag: tag,
    tree,
    keys: { leafIndex: 0, keys: new Map([[0, own.encryptionPrivateKey]]) },
    signaturePrivateKey: own.signaturePrivateKey,
    secrets: keptSecrets(secrets),
    secretTree: createSecretTree(secrets.encryptionSecret, 1),
    proposals: new Map(),
    past: [],
    resumption: [],
    reinit: undefined,
  };
  return { state, changes: saveGroup(state), spent: [own.initPrivateKey] };
}
