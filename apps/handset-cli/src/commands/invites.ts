import type { HandsetCommand } from '../command.ts';
import { cliError } from '../error.ts';
import { inviteRow } from '../output/invite-row.ts';
import { withinTime } from '../within-time.ts';

export const invites: HandsetCommand = {
  on: 'handset',
  name: 'invites',
  arguments: '',
  summary: 'list the invites that wait to be used, or take one back',
  options: ['remove'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, emit, signal }) => {
    const waiting = await handset.invites();
    if (options.remove === undefined) {
      for (const invite of waiting) await emit(inviteRow(invite));
      return;
    }
    const invite = waiting.find(({ id }) => id === options.remove);
    if (invite === undefined) {
      throw cliError(
        'INVITE_ABSENT',
        'No invite with this id is waiting. sotto invites lists them.',
      );
    }
    await withinTime({ timeoutMs: options.timeoutMs, signal }, (inTime) =>
      handset.removeInvite(invite.id, { signal: inTime }),
    );
    await emit({ type: 'invite', id: invite.id, state: 'removed', label: invite.label });
  },
};
