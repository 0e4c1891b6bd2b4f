import type { VaultCommand } from '../command.ts';
import { homesOf } from '../homes-of.ts';

export const init: VaultCommand = {
  on: 'vault',
  name: 'init',
  arguments: '',
  summary: 'make a handset',
  options: ['relay', 'name', 'credit-file'],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { vault, folder, options, passphrase, emit, signal } = context;
    const homes = await homesOf(context);
    const handset = await vault.create({
      ...homes,
      passphrase: await passphrase(),
      signal,
      ...(options.name === undefined ? {} : { suggestedName: options.name }),
    });
    const { identity, suggestedName: name } = handset;
    await emit({ type: 'handset', identity, relay: homes.relay, name, data: folder });
  },
};
