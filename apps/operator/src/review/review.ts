import type { NetworkState, ProposalJudgement, ProposalQuorum } from '@sotto/charter';
import { judgeProposal } from '@sotto/charter';
import { sha256 } from '@noble/hashes/sha2.js';
import { ed25519 } from '../ed25519.ts';
import type { Proposal } from '../proposal/proposal.ts';
import { counted, durationText, timeText } from '../time-text.ts';
import { refusalText } from './refusal-text.ts';
import { kindNames, sayBody } from './say-act.ts';

/** What becomes of a proposal, and all that is in it, in lines. */
export interface Review {
  readonly judgement: ProposalJudgement;
  readonly lines: readonly string[];
}

/** Looks at a proposal as the log would, if it were logged now. Changes nothing. */
export async function reviewProposal(
  proposal: Proposal,
  state: NetworkState,
  nowSeconds: number,
): Promise<Review> {
  const { act, bytes, signatures } = proposal;
  // Nothing is logged before the last act that counts.
  const loggedAtSeconds = Math.max(nowSeconds, state.network?.loggedAtSeconds ?? 0);
  const judgement = await judgeProposal(
    state,
    { act: bytes, signatures, loggedAtSeconds },
    ed25519.verify,
  );
  const left = act.expiresAtSeconds - loggedAtSeconds;
  const name = state.network?.document.charter.name;
  return {
    judgement,
    lines: [
      `This is ${kindNames[act.kind]} (${act.kind}), number ${act.number} of its line.`,
      `network  ${act.network.toHex()}${name === undefined ? '' : ` ${name}`}`,
      `charter  ${act.charter.toHex()}`,
      `made     ${timeText(act.createdAtSeconds)}`,
      `expires  ${timeText(act.expiresAtSeconds)}${left > 0 ? `, in ${durationText(left)}` : ''}`,
      `act      ${sha256(bytes).toHex()}`,
      `log      looked at as it is here, with ${state.next} entries`,
      '',
      ...sayBody(act, state),
      '',
      ...sayJudgement(judgement, signatures.length),
    ],
  };
}

function sayJudgement(judgement: ProposalJudgement, given: number): readonly string[] {
  if (judgement.outcome === 'refused') {
    const { reason } = judgement;
    return [`Logged now it would count for nothing: ${refusalText[reason]} (${reason}).`];
  }
  const { outcome, quorums } = judgement;
  return [
    ...quorums.flatMap(sayQuorum),
    ...sayUseless(given, quorums),
    outcome === 'complete'
      ? 'It has all signatures that it needs, and can be published.'
      : 'It counts when those have signed who are missing.',
  ];
}

function sayQuorum({ role, of, needed, signed, others }: ProposalQuorum): readonly string[] {
  const whose = of === 'inForce' ? 'the charter in force' : 'the new charter';
  const missing = Math.max(0, needed - signed.length);
  return [
    `Role ${role} of ${whose}: ${counted(needed, 'person')} needed, ${missing} missing.`,
    `  signed     ${names(signed)}`,
    `  could sign ${names(others.map(({ person }) => person))}`,
  ];
}

/** Signatures that no quorum counts are no harm, and whoever reads this should know of them. */
function sayUseless(given: number, quorums: readonly ProposalQuorum[]): readonly string[] {
  const most = quorums.reduce((sum, { signed }) => sum + signed.length, 0);
  return given > most ? [`It carries ${counted(given, 'signature')}; not all of them count.`] : [];
}

function names(persons: readonly string[]): string {
  return persons.length === 0 ? 'nobody' : persons.join(', ');
}
