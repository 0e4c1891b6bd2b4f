import type { HandsetCommand } from '../../command.ts';
import { deviceRow } from '../../output/device-row.ts';
import { settle } from '../../relayed.ts';

export const deviceLink: HandsetCommand = {
  on: 'handset',
  name: 'device link',
  arguments: '<code|->',
  summary: 'let in the device that shows this code: it gets all conversations and what was said',
  options: ['label'],
  minArguments: 1,
  maxArguments: 1,
  inputArgument: 0,
  run: async ({ handset, arguments: [code = ''], options, emit, signal }) => {
    const { label, timeoutMs } = options;
    const named = label === undefined ? {} : { name: label };
    await emit(deviceRow(await handset.linkDevice(code.trim(), { ...named, signal })));
    await settle(handset, { timeoutMs, signal, emit });
  },
};
