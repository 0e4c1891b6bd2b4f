import type { HandsetCommand } from '../command.ts';
import { settle } from '../relayed.ts';
import { withinTime } from '../within-time.ts';
import { statusRow } from './status.ts';

export const join: HandsetCommand = {
  on: 'handset',
  name: 'join',
  arguments: '<link|->',
  summary:
    'use the link of a relay’s operator: in place of the former one at a relay of yours, else for one more relay',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  inputArgument: 0,
  run: async ({ handset, arguments: [link = ''], options, served, emit, signal }) => {
    const { timeoutMs } = options;
    await withinTime({ timeoutMs, signal }, (inTime) =>
      handset.joinRelay(link, { signal: inTime }),
    );
    await emit(await statusRow(handset, served));
    await settle(handset, { timeoutMs, signal, emit });
  },
};
