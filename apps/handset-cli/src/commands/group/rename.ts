import type { HandsetCommand } from '../../command.ts';
import { onGroup } from './on-group.ts';

export const groupRename: HandsetCommand = onGroup({
  name: 'group rename',
  further: '<name>',
  summary: 'give a group another name, for everybody',
  options: [],
  minArguments: 2,
  maxArguments: 2,
  change: async (_context, _conversation, [name = '']) => ({ name }),
});
