import type { HandsetCommand } from '../../command.ts';
import { cliError } from '../../error.ts';
import { readPicture } from '../../read-picture.ts';
import { oneAtMost } from './one-at-most.ts';
import { onGroup } from './on-group.ts';

export const groupSet: HandsetCommand = onGroup({
  name: 'group set',
  further: '',
  summary:
    'change the settings of a group, for everybody; --disappear also in a conversation of two',
  options: ['members-may-add', 'edit-within', 'disappear', 'picture'],
  minArguments: 1,
  maxArguments: 1,
  change: async ({ options }) => {
    const { membersMayAdd, editWithinSeconds, disappearSeconds } = options;
    const path = oneAtMost(options.pictures);
    const change = {
      ...(membersMayAdd === undefined ? {} : { membersMayAdd }),
      ...(editWithinSeconds === undefined ? {} : { editWithinSeconds }),
      ...(disappearSeconds === undefined ? {} : { disappearAfterSeconds: disappearSeconds }),
      ...(path === undefined ? {} : { picture: await readPicture(path) }),
    };
    if (Object.keys(change).length === 0) {
      throw cliError(
        'CLI_USAGE',
        'Say what to set: --members-may-add, --edit-within, --disappear or --picture.',
      );
    }
    return change;
  },
});
