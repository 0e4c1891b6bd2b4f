import type { HandsetCommand } from '../command.ts';
import { storePicture } from '../save-pictures.ts';
import { cliError } from '../error.ts';
import { noteSaved } from '../wipe/saved-files.ts';
import { onMessage } from './on-message.ts';

/** Pictures go into a folder that is named beforehand: once they are opened they are nowhere else. */
export const open: HandsetCommand = onMessage({
  name: 'open',
  further: [],
  summary: 'show what a message says that is shown once',
  options: ['save-pictures'],
  isTold: false,
  act: async ({ handset, folder, options, emit, signal }, { id }, message) => {
    const { body } = message;
    const { savePictures } = options;
    if (body.kind === 'once' && body.of === 'pictures' && savePictures === undefined)
      throw cliError('CLI_USAGE', 'Say with --save-pictures FOLDER where the pictures are to go.');
    const opened = await handset.openOnce(id, message.id, { signal });
    if (opened.kind === 'text')
      return emit({ type: 'once', message: message.id, text: opened.text });
    const note = (file: string): Promise<void> => noteSaved(folder, file);
    const into = { folder: savePictures ?? '.', note };
    for (const [index, picture] of opened.pictures.entries()) {
      const told = await storePicture(into, message, index, picture);
      await emit({ type: 'picture', message: message.id, conversation: id, index, ...told });
    }
    return undefined;
  },
});
