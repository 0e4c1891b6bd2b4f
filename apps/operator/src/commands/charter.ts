import { formatDraft } from '../charter/charter-draft.ts';
import type { Command } from '../command.ts';
import { createFile } from '../files/write-file.ts';
import { readRunning } from '../network/state-for.ts';

export const charter: Command = {
  name: 'charter',
  arguments: '',
  summary:
    'Writes the charter in force as a draft that you can change, for propose charter or recovery.',
  options: ['out'],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { text, path, show } = context;
    const out = path(text('out') ?? 'charter.draft');
    const { network } = await readRunning(context);
    await createFile(out, formatDraft(network.document.charter));
    await show([`draft      ${out}`]);
  },
};
