import type { VaultCommand } from '../command.ts';
import { homesOf } from '../homes-of.ts';

export const init: VaultCommand = {
  on: 'vault',
  name: 'init',
  arguments: '[<link|->]',
  summary: 'make a handset; with the link of a relay’s operator, at that relay',
  options: ['relay', 'name'],
  minArguments: 0,
  maxArguments: 1,
  inputArgument: 0,
  run: async (context) => {
    const { vault, folder, options, passphrase, emit, signal } = context;
    const homes = homesOf(context);
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
