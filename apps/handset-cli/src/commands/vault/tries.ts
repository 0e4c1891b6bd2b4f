import type { VaultCommand } from '../../command.ts';
import { cliError } from '../../error.ts';
import { protectionRow } from '../../output/protection-row.ts';
import { onKeys } from './on-keys.ts';

const set = onKeys({
  name: 'tries',
  arguments: '[<count>|off]',
  summary: 'show what the passphrase is protected by, or set the wrong try that erases everything',
  options: [],
  maxArguments: 1,
  act: (vault, unlocking, { arguments: [count = ''] }) =>
    vault.setMaxTries({ ...unlocking, maxTries: triesOf(count) }),
});

export const tries: VaultCommand = {
  ...set,
  run: async (context) => {
    if (context.arguments.length > 0) return set.run(context);
    await context.emit(protectionRow(await context.vault.protection()));
  },
};

/** @throws CLI_USAGE */
function triesOf(text: string): number {
  if (text === 'off') return 0;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 3 || count > 100)
    throw cliError('CLI_USAGE', 'Write: sotto tries [<count>|off]. The count is from 3 to 100.');
  return count;
}
