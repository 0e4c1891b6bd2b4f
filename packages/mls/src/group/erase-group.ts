import { erase } from '../bytes.ts';
import { secretsOfTree } from '../secret-tree/tree-secrets.ts';
import type { GroupState } from './state.ts';

/**
 * Overwrites every secret of a state that nobody will use again, as when an application locks. States share secrets: those
 * that came before and after it in its group are of no use either. What is stored is not touched.
 */
export function eraseGroup(state: GroupState): void {
  erase(state.signaturePrivateKey, ...state.keys.keys.values(), ...Object.values(state.secrets));
  erase(...secretsOfTree(state.secretTree));
  for (const { senderDataSecret, secretTree } of state.past) {
    erase(senderDataSecret, ...secretsOfTree(secretTree));
  }
  for (const { psk } of state.resumption) erase(psk);
  for (const { ownKeys } of state.proposals.values()) {
    erase(ownKeys?.encryptionPrivateKey, ownKeys?.signaturePrivateKey);
  }
}
