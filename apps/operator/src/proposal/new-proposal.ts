import type { ActBodies, ActKind, NetworkState } from '@sotto/charter';
import { encodeAct, lineOf, parseAct } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import { operatorError } from '../error.ts';
import type { Proposal } from './proposal.ts';

/** An act that nobody signed yet, next in its line. @throws OPERATOR_FORMAT when no such act can be */
export function newProposal(
  state: NetworkState,
  kind: ActKind,
  body: ActBodies[ActKind],
  createdAtSeconds: number,
  validSeconds: number,
): Proposal {
  try {
    const bytes = encodeAct<ActKind>({
      kind,
      network: state.pin,
      charter: state.network?.document.hash ?? state.pin,
      number: state.network?.numbers[lineOf[kind]] ?? 0,
      createdAtSeconds,
      expiresAtSeconds: createdAtSeconds + validSeconds,
      body,
    });
    return { act: parseAct(bytes), bytes, signatures: [] };
  } catch (error) {
    // Its messages name a field and nothing that stands in it.
    if (isSottoError(error)) throw operatorError('OPERATOR_FORMAT', error.message, error);
    throw error;
  }
}
