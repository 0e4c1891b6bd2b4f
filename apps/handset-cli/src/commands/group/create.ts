import type { HandsetCommand } from '../../command.ts';
import { findContacts } from '../../find/find-person.ts';
import { readPicture } from '../../read-picture.ts';
import { oneAtMost } from './one-at-most.ts';
import { askFor } from './on-group.ts';

export const groupCreate: HandsetCommand = {
  on: 'handset',
  name: 'group create',
  arguments: '<name>',
  summary: 'make a group with you as its admin, and add members',
  options: ['member', 'picture', 'no-wait'],
  minArguments: 1,
  maxArguments: 1,
  run: async (context) => {
    const {
      handset,
      arguments: [name = ''],
      options,
    } = context;
    const path = oneAtMost(options.pictures);
    const members = await findContacts(handset, options.members);
    const picture = path === undefined ? {} : { picture: await readPicture(path) };
    await askFor(context, () => handset.createGroup({ name, members, ...picture }));
  },
};
