import type { GroupInfo, KeyPackage, MLSMessage, RatchetTree, Welcome } from 'ts-mls';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls';
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js';

export function readMessage(bytes: Uint8Array): MLSMessage {
  const decoded = decodeMlsMessage(bytes, 0);
  if (decoded === undefined) throw new Error('ts-mls cannot read this message');
  return decoded[0];
}

export function readWelcome(bytes: Uint8Array): Welcome {
  const message = readMessage(bytes);
  if (message.wireformat !== 'mls_welcome') throw new Error('not a Welcome');
  return message.welcome;
}

export function welcomeMessage(welcome: Welcome): Uint8Array {
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome });
}

export function readGroupInfo(bytes: Uint8Array): GroupInfo {
  const message = readMessage(bytes);
  if (message.wireformat !== 'mls_group_info') throw new Error('not a GroupInfo');
  return message.groupInfo;
}

export function readKeyPackage(bytes: Uint8Array): KeyPackage {
  const message = readMessage(bytes);
  if (message.wireformat !== 'mls_key_package') throw new Error('not a KeyPackage');
  return message.keyPackage;
}

export function readTree(bytes: Uint8Array): RatchetTree {
  return decodeRatchetTree(bytes, 0)![0];
}
