import type { HandsetCommand } from '../command.ts';
import { inviteRow } from '../output/rows-of.ts';

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
    const made = await handset.createInvite({
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...(label === undefined ? {} : { label }),
      ...(expiresSeconds === undefined ? {} : { expiresInSeconds: expiresSeconds }),
    });
    await emit(inviteRow(made));
  },
};
