import { cliError } from '../../error.ts';
import type { HandsetCommand } from '../../command.ts';
import { wipeTestRow } from '../../output/wipe-row.ts';

export const wipeTest: HandsetCommand = {
  on: 'handset',
  name: 'wipe test',
  arguments: '',
  summary: 'wipe a throwaway handset beside this one, and look whether anything of it is left',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ vault, emit }) => {
    const result = await vault.testWipe();
    await emit(wipeTestRow(result));
    if (!result.passed)
      throw cliError('WIPE_TEST_FAILED', 'The wipe does not work here: do not rely on it.');
  },
};
