import type { ClientState } from 'ts-mls';
import { decodeGroupState, encodeGroupState } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { decodeSecretTree, secretTreeEncoder } from 'ts-mls/secretTree.js';
import { concat } from '../bytes.ts';
import { clientConfig } from './client-config.ts';
import { inputFault } from './refusal.ts';
import type { SavedGroup } from './seam.ts';

const version = 1;
const epochBytes = 8;

/** Everything that stays the same for an epoch: the library's state without the message ratchets. */
export function encodeEpoch(state: ClientState): Uint8Array {
  return concat(Uint8Array.of(version), encodeGroupState({ ...state, secretTree: [] }));
}

/** The message ratchets, with the epoch that they belong to. */
export function encodeRatchets(state: ClientState): Uint8Array {
  const head = new Uint8Array(1 + epochBytes);
  head[0] = version;
  new DataView(head.buffer).setBigUint64(1, state.groupContext.epoch);
  return concat(head, encode(secretTreeEncoder)(state.secretTree));
}

/**
 * Puts the two parts together again. They come from the vault, which vouches for each; here only whether they belong together.
 * @throws MLS_INPUT
 */
export function decodeSaved(saved: SavedGroup): ClientState {
  try {
    const epoch = decodeEpoch(saved.tree.slice());
    const secretTree = decodeRatchets(saved.ratchet.slice(), epoch.groupContext.epoch);
    if (secretTree.length !== epoch.ratchetTree.length)
      throw inputFault('A saved group does not fit together.');
    return { ...epoch, secretTree };
  } catch (cause) {
    throw inputFault('A saved group cannot be read.', cause);
  }
}

function decodeEpoch(bytes: Uint8Array): ClientState {
  const decoded = bytes[0] === version ? decodeGroupState(bytes, 1) : undefined;
  if (decoded?.[1] !== bytes.length - 1) throw inputFault('A saved epoch cannot be read.');
  return { ...decoded[0], clientConfig };
}

function decodeRatchets(bytes: Uint8Array, epoch: bigint): SecretTree {
  const head = 1 + epochBytes;
  const view = new DataView(bytes.buffer);
  if (bytes.length < head || bytes[0] !== version || view.getBigUint64(1) !== epoch) {
    throw inputFault('Saved ratchets are of another epoch.');
  }
  const decoded = decodeSecretTree(bytes, head);
  if (decoded?.[1] !== bytes.length - head) throw inputFault('Saved ratchets cannot be read.');
  return decoded[0];
}
