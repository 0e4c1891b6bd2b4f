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

/**
 * One state of a group. Owns the secrets in `state.secretTree`; shares everything else with the states of the same epoch, also
 * `savedEpoch`, so that unchanged bytes are the same array.
 */
export function groupOf(
  suite: CiphersuiteImpl,
  state: ClientState,
  savedEpoch: Uint8Array = encodeEpoch(state),
): MlsGroup {
  const { groupContext, keySchedule, privatePath } = state;
  let isDiscarded = false;

  function check(): void {
    if (isDiscarded) throw inputFault('This state of the group was discarded.');
  }

  function next(secretTree: SecretTree): MlsGroup {
    return groupOf(suite, { ...state, secretTree }, savedEpoch);
  }

  return {
    groupId: groupContext.groupId.slice(),
    epoch: groupContext.epoch,
    epochAuthenticator: keySchedule.epochAuthenticator.slice(),
    members: membersOf(state),
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
      return { tree: savedEpoch, ratchet: encodeRatchets(state) };
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
    return [{ ...leafClaims(node.leaf), leafIndex, self: leafIndex === state.privatePath.leafIndex }];
  });
}
