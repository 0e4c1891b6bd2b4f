import type { HandsetCommand } from '../../command.ts';
import { recoveryKeyRow } from '../../output/backup-row.ts';
import { settle } from '../../relayed.ts';
import { withinTime } from '../../within-time.ts';

export const recoveryMake: HandsetCommand = {
  on: 'handset',
  name: 'recovery make',
  arguments: '',
  summary: 'make a key for paper: with a backup it brings you back when all devices are lost',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, emit, signal }) => {
    const { timeoutMs } = options;
    const key = await withinTime({ timeoutMs, signal }, (inTime) =>
      handset.makeRecoveryKey({ signal: inTime }),
    );
    await emit(recoveryKeyRow(key));
    await settle(handset, { timeoutMs, signal, emit });
  },
};
