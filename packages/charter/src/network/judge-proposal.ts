import type { VerifySignature } from '@sotto/protocol';
import { actBytesToSign, parseAct } from '../act/act-bytes.ts';
import type { ActEntry } from '../act/entry.ts';
import type { RoleName } from '../charter/charter.ts';
import type { QuorumCount } from './authority.ts';
import { countQuorum, Signatures } from './authority.ts';
import { judgeUnsigned } from './judge-entry.ts';
import type { NetworkState } from './network.ts';
import type { RefusalReason } from './refusals.ts';

/** What an act comes to that is not logged yet, by the rules of the replay. */
export type ProposalJudgement =
  /** It would count for nothing, whoever else signs it. */
  | { readonly outcome: 'refused'; readonly reason: RefusalReason }
  /** It counts when every quorum has signed. */
  | { readonly outcome: 'open' | 'complete'; readonly quorums: readonly ProposalQuorum[] };

export interface ProposalQuorum extends QuorumCount {
  readonly role: RoleName;
  /** Whose role it is: of the charter in force, or of the one that the act or a recovery brings. */
  readonly of: 'inForce' | 'next';
}

/**
 * What would become of an act with these signatures if it were logged next, at `loggedAtSeconds`. The state is not changed. Rejects only
 * when `verify` does, and with what `parseAct` throws.
 */
export async function judgeProposal(
  state: NetworkState,
  { act: bytes, signatures, loggedAtSeconds }: ActEntry,
  verify: VerifySignature,
): Promise<ProposalJudgement> {
  const step = judgeUnsigned(state, parseAct(bytes), { index: state.next, loggedAtSeconds });
  if (typeof step === 'string') return { outcome: 'refused', reason: step };
  const checked = new Signatures(actBytesToSign(bytes), signatures, verify);
  const quorums: ProposalQuorum[] = [];
  for (const quorum of step.signedBy) {
    const count = await countQuorum(quorum, checked, loggedAtSeconds);
    if (typeof count === 'string') return { outcome: 'refused', reason: count };
    if (count.signed.length + count.others.length < count.needed)
      return { outcome: 'refused', reason: 'SIGNERS_TOO_FEW' };
    const of = quorum.charter === state.network?.document.charter ? 'inForce' : 'next';
    quorums.push({ ...count, role: quorum.role, of });
  }
  const isComplete = quorums.every(({ signed, needed }) => signed.length >= needed);
  return { outcome: isComplete ? 'complete' : 'open', quorums };
}
