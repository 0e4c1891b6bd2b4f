import { actBytesToSign } from '@sotto/charter';
import type { ProposalJudgement } from '@sotto/charter';
import { bytesEqual } from '@sotto/protocol';
import type { Command, Context } from '../command.ts';
import { confirm } from '../confirm.ts';
import { ed25519 } from '../ed25519.ts';
import { operatorError } from '../error.ts';
import { replaceFile } from '../files/write-file.ts';
import { openAgeFile } from '../keys/age-file.ts';
import type { PersonKey } from '../keys/person-key.ts';
import { parsePersonKey } from '../keys/person-key.ts';
import { stateFor } from '../network/state-for.ts';
import { formatProposal, joinProposals } from '../proposal/proposal.ts';
import type { FiledProposal } from '../proposal/read-proposals.ts';
import { readProposals } from '../proposal/read-proposals.ts';
import { refusalText } from '../review/refusal-text.ts';
import { reviewProposal } from '../review/review.ts';

export const sign: Command = {
  name: 'sign',
  arguments: '<file>',
  summary: 'Shows the review, asks, and adds your signature to the file.',
  options: ['key', 'yes', 'force'],
  minArguments: 1,
  maxArguments: 1,
  run: async (context) => {
    const [filed] = await readProposals(context);
    await signProposal(filed!, context);
  },
};

async function signProposal({ proposal, files }: FiledProposal, context: Context): Promise<void> {
  const { world, show, needed, path, passphrase, isOn } = context;
  const keyFile = path(needed('key'));
  const state = await stateFor(proposal, context);
  const { judgement, lines } = await reviewProposal(proposal, state, world.nowSeconds());
  await show([...lines, '']);
  if (judgement.outcome === 'refused' && !isOn('force')) {
    const { reason } = judgement;
    throw refused(`It would count for nothing: ${refusalText[reason]} (${reason}).`);
  }
  await confirm('Sign this?', context);
  const text = await openAgeFile(keyFile, await passphrase('Passphrase of your key', false));
  const key = await parsePersonKey(text);
  if (!isOn('force')) checkCounts(key, judgement);
  const signature = await ed25519.sign(key.privateKey, actBytesToSign(proposal.bytes));
  const signatures = [{ publicKey: key.publicKey, signature }];
  const [signed] = joinProposals([proposal, { ...proposal, signatures }]);
  await replaceFile(files[0]!, formatProposal(signed!));
  await show([`Signed by ${key.name}: ${files[0]}`]);
}

function checkCounts(key: PersonKey, judgement: ProposalJudgement): void {
  const quorums = judgement.outcome === 'refused' ? [] : judgement.quorums;
  const counts = quorums.some(({ others }) =>
    others.some(({ publicKeys }) => publicKeys.some((one) => bytesEqual(one, key.publicKey))),
  );
  if (counts) return;
  const has = quorums.some(({ signed }) => signed.includes(key.name));
  throw refused(
    has
      ? 'You have signed it, and count once.'
      : 'Your signature would count for nothing: no role that has to sign this has your key.',
  );
}

function refused(message: string): Error {
  return operatorError('OPERATOR_REFUSED', `${message} Nothing was signed.`);
}
