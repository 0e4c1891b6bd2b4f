import type {
  CiphersuiteImpl,
  ClientState,
  KeyPackage,
  Proposal,
  RatchetTree,
  Welcome,
} from 'ts-mls';
import { createGroup, nextEpochContext } from 'ts-mls/clientState.js';
import { createGroupInfoWithRatchetTree } from 'ts-mls/createCommit.js';
import { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { addLeafNode } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { leafWidth } from 'ts-mls/treemath.js';
import { encryptGroupInfo, encryptGroupSecrets } from 'ts-mls/welcome.js';
import { erase } from '../bytes.ts';
import { clientConfig } from './client-config.ts';
import type { MadeKeyPackage } from './key-package.ts';

const wireFormat = 'mls_private_message';
const none = new Uint8Array(0);

/**
 * A group of two at epoch 1: creates it with `own`, commits one Add without a path (RFC 9420 §12.4 lets that be; both leaves are
 * new) and makes the Welcome. The library's `createCommit` is not used: it judges lifetimes by the platform's clock and keeps the
 * secrets of epoch 0. The commit itself is sent to nobody, for there is nobody else; only the transcript holds it.
 */
export async function foundPair(
  suite: CiphersuiteImpl,
  groupId: Uint8Array,
  own: MadeKeyPackage,
  theirs: KeyPackage,
): Promise<{ readonly state: ClientState; readonly welcome: Welcome }> {
  const alone = await createGroup(
    groupId,
    own.publicPackage,
    own.privatePackage,
    [],
    suite,
    clientConfig,
  );
  const [tree] = addLeafNode(alone.ratchetTree, theirs.leafNode);
  const committed = await commitAdd(suite, alone, theirs, tree);
  const { context, confirmationTag, epoch } = committed;

  const info = await createGroupInfoWithRatchetTree(
    context,
    confirmationTag,
    alone,
    tree,
    [],
    suite,
  );
  const encryptedGroupInfo = await encryptGroupInfo(info, epoch.welcomeSecret, suite);
  const secrets = await encryptGroupSecrets(
    await suite.hpke.importPublicKey(theirs.initKey),
    encryptedGroupInfo,
    { joinerSecret: epoch.joinerSecret, pathSecret: undefined, psks: [] },
    suite.hpke,
  );
  const welcome: Welcome = {
    cipherSuite: suite.name,
    secrets: [
      {
        newMember: await makeKeyPackageRef(theirs, suite.hash),
        encryptedGroupSecrets: { kemOutput: secrets.enc, ciphertext: secrets.ct },
      },
    ],
    encryptedGroupInfo,
  };
  const state: ClientState = {
    ...alone,
    groupContext: context,
    ratchetTree: tree,
    secretTree: await createSecretTree(leafWidth(tree.length), epoch.encryptionSecret, suite.kdf),
    keySchedule: epoch.keySchedule,
    confirmationTag,
  };
  erase(epoch.encryptionSecret, epoch.joinerSecret, epoch.welcomeSecret);
  erase(...Object.values(alone.keySchedule));
  return { state, welcome };
}

/** The step from epoch 0 to epoch 1 (RFC 9420 §12.4.1), seen by the one who makes it. */
async function commitAdd(
  suite: CiphersuiteImpl,
  alone: ClientState,
  theirs: KeyPackage,
  tree: RatchetTree,
): Promise<CommittedAdd> {
  const proposal: Proposal = { proposalType: 'add', add: { keyPackage: theirs } };
  const { signature, framedContent } = await createContentCommitSignature(
    alone.groupContext,
    wireFormat,
    { proposals: [{ proposalOrRefType: 'proposal', proposal }], path: undefined },
    { senderType: 'member', leafIndex: alone.privatePath.leafIndex },
    none,
    alone.signaturePrivateKey,
    suite.signature,
  );
  const context = await nextEpochContext(
    alone.groupContext,
    wireFormat,
    framedContent,
    signature,
    await treeHashRoot(tree, suite.hash),
    alone.confirmationTag,
    suite.hash,
  );
  const zeros = new Uint8Array(suite.kdf.size);
  const epoch = await initializeEpoch(
    alone.keySchedule.initSecret,
    zeros,
    context,
    zeros,
    suite.kdf,
  );
  const confirmationTag = await createConfirmationTag(
    epoch.keySchedule.confirmationKey,
    context.confirmedTranscriptHash,
    suite.hash,
  );
  return { context, epoch, confirmationTag };
}

interface CommittedAdd {
  readonly context: ClientState['groupContext'];
  readonly epoch: Awaited<ReturnType<typeof initializeEpoch>>;
  readonly confirmationTag: Uint8Array;
}
