import type { HandsetCommand } from '../command.ts';
import { inviteRow } from '../output/invite-row.ts';
import { withinTime } from '../within-time.ts';

export const invite: HandsetCommand = {
  on: 'handset',
  name: 'invite',
  arguments: '',
  summary: 'make a link that one person can use once to become a contact',
  options: ['label', 'expires'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, emit, signal }) => {
    const { label, expiresSeconds, timeoutMs } = options;
    const about = {
      ...(label === undefined ? {} : { label }),
      ...(expiresSeconds === undefined ? {} : { expiresInSeconds: expiresSeconds }),
    };
    const made = await withinTime({ timeoutMs, signal }, (inTime) =>
      handset.createInvite({ ...about, signal: inTime }),
    );
    await emit(inviteRow(made));
  },
};
