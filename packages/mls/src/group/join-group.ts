import type { Engine } from '../engine.ts';
import { erase, noBytes, sameBytes } from '../bytes.ts';
import { isLastResort } from '../components/last-resort.ts';
import type { OwnKeyPackage } from '../key-package/key-package.ts';
import { keyPackageRef } from '../key-package/key-package.ts';
import { MlsError } from '../mls-error.ts';
import { epochSecrets, welcomeKey, welcomeSecret } from '../schedule/key-schedule.ts';
import { pskSecret } from '../schedule/psk.ts';
import { confirmationTag, interimTranscriptHash } from '../schedule/transcript.ts';
import { createSecretTree } from '../secret-tree/secret-tree.ts';
import { saveGroup } from '../storage/changes.ts';
import type { Suite } from '../suite/suite.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { findLeaf } from '../tree/ratchet-tree.ts';
import { joinPath } from '../tree/update-path.ts';
import { encodeGroupContext } from '../wire/group-context.ts';
import type { GroupInfo } from '../wire/group-info.ts';
import { readGroupInfo } from '../wire/group-info.ts';
import { parseMessage } from '../wire/message.ts';
import { readWhole } from '../wire/reader.ts';
import type { GroupSecrets, Welcome } from '../wire/welcome.ts';
import { readGroupSecrets } from '../wire/welcome.ts';
import { keptSecrets, noHistory } from './next-epoch.ts';
import type { JoinInput } from './open-group-info.ts';
import { verifyGroupInfo } from './open-group-info.ts';
import type { LentPsks } from './psks.ts';
import { findPsks } from './psks.ts';
import type { GroupState, Transition } from './state.ts';
import type { Origin } from './subgroup.ts';
import { requireOrigin, requireSinglePsk } from './subgroup.ts';

export interface JoinGroupInput extends JoinInput {
  /** MLSMessage. */
  readonly welcome: Uint8Array;
  /** The KeyPackages that this client gave away and that are not used yet. */
  readonly own: readonly OwnKeyPackage[];
  readonly psks?: LentPsks;
  /**
   * The group that this one takes the place of or branches off (RFC 9420 §§11.2, 11.3): a Welcome that names it is refused
   * without it, and one that does not is refused with it.
   */
  readonly origin?: Origin;
}

/** A group that was joined. */
export interface Joined extends Transition {
  /** The KeyPackage whose private keys are to be deleted now, unless it is one of last resort (`isLastResort`). */
  readonly used: OwnKeyPackage;
  /** Leaf index of the one who signed the GroupInfo. */
  readonly signer: number;
}

/**
 * Joins by a Welcome (RFC 9420 §12.4.3.1).
 *
 * @throws MLS_WELCOME_NOT_FOR_US, MLS_WELCOME_SUITE, MLS_WELCOME_SECRETS, MLS_WELCOME_GROUP_INFO, MLS_PSK_UNKNOWN,
 * MLS_LEAF_NOT_FOUND, MLS_PATH_SECRET, MLS_CONFIRMATION_TAG, what a GroupInfo and its tree are refused for
 */
export async function joinGroup(engine: Engine, input: JoinGroupInput): Promise<Joined> {
  const message = parseMessage(input.welcome, engine.limits.maxMessageBytes);
  if (message.wireFormat !== 'welcome') {
    throw new MlsError('MLS_WELCOME_NOT_FOR_US', 'This is not a Welcome.');
  }
  const { welcome } = message;
  const suite = engine.suite(welcome.cipherSuite);
  const { own, groupSecrets } = await openSecrets(suite, welcome, input.own);
  requireSinglePsk(groupSecrets.psks);
  const psks = findPsks(groupSecrets.psks, input.psks ?? {}, input.origin?.state);
  const psk = await pskSecret(suite, psks);
  const groupInfo = await openGroupInfo(suite, welcome, groupSecrets, psk);
  const tree = await verifyGroupInfo(engine, suite, groupInfo, input);
  requireOrigin(groupInfo, tree, groupSecrets.psks, input.origin);
  const state = await enterGroup(suite, forOneGroup(own), groupInfo, tree, groupSecrets, psk);
  erase(psk, groupSecrets.joinerSecret, groupSecrets.pathSecret);
  const spent = isLastResort(own.keyPackage) ? [] : [own.initPrivateKey];
  return { state, changes: saveGroup(state), spent, used: own, signer: groupInfo.signer };
}

/** A KeyPackage of last resort keeps its keys, as other groups may come of it: this one gets a copy to erase. */
function forOneGroup(own: OwnKeyPackage): OwnKeyPackage {
  if (!isLastResort(own.keyPackage)) return own;
  return { ...own, encryptionPrivateKey: own.encryptionPrivateKey.slice() };
}

async function openSecrets(
  suite: Suite,
  welcome: Welcome,
  candidates: readonly OwnKeyPackage[],
): Promise<{ readonly own: OwnKeyPackage; readonly groupSecrets: GroupSecrets }> {
  for (const own of candidates) {
    if (own.keyPackage.cipherSuite !== suite.id) continue;
    const reference = await keyPackageRef(suite, own.keyPackage);
    const entry = welcome.secrets.find(({ newMember }) => sameBytes(newMember, reference));
    if (entry === undefined) continue;
    const context = await suite.hpkeContext('Welcome', welcome.encryptedGroupInfo);
    const opened = await suite.hpkeOpen(own.initPrivateKey, context, entry.encryptedGroupSecrets);
    if (opened === undefined) {
      throw new MlsError('MLS_WELCOME_SECRETS', 'The secrets of a Welcome do not open.');
    }
    return { own, groupSecrets: readWhole(opened, readGroupSecrets) };
  }
  throw new MlsError('MLS_WELCOME_NOT_FOR_US', 'A Welcome is for none of the KeyPackages here.');
}

async function openGroupInfo(
  suite: Suite,
  welcome: Welcome,
  { joinerSecret }: GroupSecrets,
  psk: Uint8Array,
): Promise<GroupInfo> {
  const secret = await welcomeSecret(suite, joinerSecret, psk);
  const { key, nonce } = await welcomeKey(suite, secret);
  const opened = await suite.aeadOpen(key, nonce, noBytes, welcome.encryptedGroupInfo);
  erase(secret, key);
  if (opened === undefined) {
    throw new MlsError('MLS_WELCOME_GROUP_INFO', 'The GroupInfo of a Welcome does not open.');
  }
  return readWhole(opened, readGroupInfo);
}

async function enterGroup(
  suite: Suite,
  own: OwnKeyPackage,
  groupInfo: GroupInfo,
  tree: RatchetTree,
  { joinerSecret, pathSecret }: GroupSecrets,
  psk: Uint8Array,
): Promise<GroupState> {
  const leafIndex = findLeaf(tree, own.keyPackage.leafNode);
  if (leafIndex === undefined) {
    throw new MlsError('MLS_LEAF_NOT_FOUND', 'A Welcome leads to a group without this client.');
  }
  const ownKey = new Map([[2 * leafIndex, own.encryptionPrivateKey]]);
  const keys =
    pathSecret === undefined
      ? { leafIndex, keys: ownKey }
      : await joinPath(suite, tree, { leafIndex, keys: ownKey }, groupInfo.signer, pathSecret);
  const context = groupInfo.groupContext;
  const encodedContext = encodeGroupContext(context);
  const { secrets } = await epochSecrets(suite, joinerSecret, psk, encodedContext);
  const confirmed = context.confirmedTranscriptHash;
  const tag = await confirmationTag(suite, secrets.confirmationKey, confirmed);
  if (!suite.equal(tag, groupInfo.confirmationTag)) {
    throw new MlsError('MLS_CONFIRMATION_TAG', 'A Welcome leads to another state than it says.');
  }
  return {
    suite,
    context,
    encodedContext,
    interimTranscriptHash: await interimTranscriptHash(suite, confirmed, tag),
    confirmationTag: tag,
    tree,
    keys,
    signaturePrivateKey: own.signaturePrivateKey,
    secrets: keptSecrets(secrets),
    secretTree: createSecretTree(secrets.encryptionSecret, tree.leafCount),
    proposals: new Map(),
    ...noHistory,
    reinit: undefined,
  };
}
