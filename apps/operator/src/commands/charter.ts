import { formatDraft } from '../charter/charter-draft.ts';
import { renewedCharter } from '../charter/renewed-charter.ts';
import type { Command } from '../command.ts';
import { createFile } from '../files/write-file.ts';
import { readCards } from '../keys/read-cards.ts';
import { readRunning } from '../network/state-for.ts';

export const charter: Command = {
  name: 'charter',
  arguments: '',
  summary:
    'Writes the charter in force as a draft for propose charter or recovery, with new keys for those whose cards are named.',
  options: ['card', 'expires', 'out'],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { text, seconds, path, show, world } = context;
    const out = path(text('out') ?? 'charter.draft');
    const { network } = await readRunning(context);
    const cards = await readCards(context);
    const lasting = seconds('expires');
    const expiresAtSeconds = lasting === undefined ? undefined : world.nowSeconds() + lasting;
    const draft = renewedCharter(network.document.charter, cards, expiresAtSeconds);
    await createFile(out, formatDraft(draft));
    await show([`draft      ${out}`]);
  },
};
