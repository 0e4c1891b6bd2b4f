import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import { mlsExporter } from 'ts-mls/keySchedule.js';
import { protectApplicationData } from 'ts-mls/messageProtection.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { handsetLimits } from '../limits.ts';
import { erase } from '../bytes.ts';
import { clientConfig } from './client-config.ts';
import { leafClaims } from './leaf.ts';
import { openMessage } from './open-message.ts';
import { inputFault } from './refusal.ts';
import { encodeEpoch, encodeRatchets } from './saved-group.ts';
import type { MlsGroup } from './seam.ts';
import { copySecretTree, eraseSecretTree } from './secret-tree.ts';

const none = new Uint8Array(0);
/** What a PrivateMessage adds to its content in our suite, with room: group id, lengths, sender data, signature, tag. */
const framingBytes = 256;

/** What is the same for all states of an epoch; copies, so that nobody outside can reach into a state. */
interface EpochView extends Pick<MlsGroup, 'groupId' | 'epoch' | 'epochAuthenticator' | 'members'> {
  readonly saved: Uint8Array;
}

/** The first state of a group that is known of an epoch. `saved` is what it was loaded from, if it was. */
export function groupOf(suite: CiphersuiteImpl, state: ClientState, saved?: Uint8Array): MlsGroup {
  return stateOf(suite, state, {
    groupId: state.groupContext.groupId.slice(),
    epoch: state.groupContext.epoch,
    epochAuthenticator: state.keySchedule.epochAuthenticator.slice(),
    members: membersOf(state),
    saved: saved ?? encodeEpoch(state),
  });
}

/** One state. Owns the secrets in `state.secretTree`, and shares everything else with the states of the same epoch. */
function stateOf(suite: CiphersuiteImpl, state: ClientState, view: EpochView): MlsGroup {
  const { groupContext, keySchedule, privatePath } = state;
  const { groupId, epoch, epochAuthenticator, members } = view;
  let isDiscarded = false;

  function check(): void {
    if (isDiscarded) throw inputFault('This state of the group was discarded.');
  }

  function next(secretTree: SecretTree): MlsGroup {
    return stateOf(suite, { ...state, secretTree }, view);
  }

  return {
    groupId,
    epoch,
    epochAuthenticator,
    members,
    exportSecret: (label, context, length) =>
      mlsExporter(keySchedule.exporterSecret, label, context, length, suite),
    encrypt: async (plaintext) => {
      check();
      if (plaintext.length > handsetLimits.maxMlsMessageBytes - framingBytes) {
        throw inputFault('A plaintext is too long for an MLS message.');
      }
      const ratchets = copySecretTree(state.secretTree);
      const made = await protectApplicationData(
        state.signaturePrivateKey,
        keySchedule.senderDataSecret,
        plaintext,
        none,
        groupContext,
        ratchets,
        privatePath.leafIndex,
        clientConfig.paddingConfig,
        suite,
      );
      erase(...made.consumed);
      const { privateMessage } = made;
      const message = encodeMlsMessage({
        version: 'mls10',
        wireformat: 'mls_private_message',
        privateMessage,
      });
      return { group: next(made.newSecretTree), message };
    },
    decrypt: async (message) => {
      check();
      const opened = await openMessage(suite, state, message);
      if (opened.kind === 'replayed') return opened;
      const { kind, plaintext, senderLeafIndex, secretTree } = opened;
      return { kind, plaintext, senderLeafIndex, group: next(secretTree) };
    },
    save: () => {
      check();
      return { tree: view.saved, ratchet: encodeRatchets(state) };
    },
    discard: () => {
      isDiscarded = true;
      eraseSecretTree(state.secretTree);
    },
  };
}

function membersOf(state: ClientState): MlsGroup['members'] {
  return state.ratchetTree.flatMap((node, index) => {
    if (node?.nodeType !== 'leaf') return [];
    const leafIndex = index / 2;
    const { credential, signaturePublicKey } = leafClaims(node.leaf);
    return [
      {
        credential: credential.slice(),
        signaturePublicKey: signaturePublicKey.slice(),
        leafIndex,
        self: leafIndex === state.privatePath.leafIndex,
      },
    ];
  });
}
