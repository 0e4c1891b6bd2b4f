import type { HandsetCommand } from '../command.ts';
import { storePicture } from '../save-pictures.ts';
import { cliError } from '../error.ts';
import { onMessage } from './on-message.ts';

/** Pictures go into a folder that is named beforehand: once they are opened they are nowhere else. */
export const open: HandsetCommand = onMessage({
  name: 'open',
  further: [],
  summary: 'show what a message says that is shown once',
  options: ['save-pictures'],
  isTold: false,
  act: async ({ handset, options, emit, signal }, { id }, message) => {
    const { body } = message;
    const { savePictures: folder } = options;
    if (body.kind === 'once' && body.of === 'pictures' && folder === undefined)
      throw cliError('CLI_USAGE', 'Say with --save-pictures FOLDER where the pictures are to go.');
    const opened = await handset.openOnce(id, message.id, { signal });
    if (opened.kind === 'text')
      return emit({ type: 'once', message: message.id, text: opened.text });
    for (const [index, picture] of opened.pictures.entries()) {
      const told = await storePicture(folder ?? '.', message, index, picture);
      await emit({ type: 'picture', message: message.id, conversation: id, index, ...told });
    }
    return undefined;
  },
});
