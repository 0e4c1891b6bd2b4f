import type { HandsetCommand } from '../../command.ts';
import { storageRow } from '../../output/storage-row.ts';

export const check: HandsetCommand = {
  on: 'handset',
  name: 'check',
  arguments: '',
  summary: 'look whether everything that is stored is there and is what was written last',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, emit, signal }) => {
    const result = await handset.checkStorage({ signal });
    await emit(storageRow(result, (await handset.status()).storage));
  },
};

export const checkAcknowledge: HandsetCommand = {
  on: 'handset',
  name: 'check acknowledge',
  arguments: '',
  summary: 'say that you know of what was found in the storage',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset }) => handset.acknowledgeTampering(),
};
