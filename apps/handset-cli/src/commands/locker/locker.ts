import type { HandsetCommand } from '../../command.ts';
import { lockerNoteRow, lockerPictureRow } from '../../output/locker-rows.ts';
import { readPicture } from '../../read-picture.ts';
import { storeNamedPicture } from '../../save-pictures.ts';
import { cliError } from '../../error.ts';
import { noteSaved } from '../../wipe/saved-files.ts';
import { findLocked } from './find-locked.ts';
import { onLocker } from './on-locker.ts';

export const lockerMake: HandsetCommand = {
  on: 'handset',
  name: 'locker make',
  arguments: '',
  summary:
    'make a locker: notes and pictures under a passphrase of their own, on this device alone',
  options: ['locker-passphrase-file'],
  asksLocker: 'new',
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset: { locker }, lockerPassphrase, emit }) => {
    await locker.create(lockerPassphrase);
    locker.lock();
    await emit({ type: 'locker', state: 'locked' });
  },
};

export const lockerList: HandsetCommand = onLocker({
  name: 'locker',
  arguments: '',
  summary: 'list what is in the locker, the newest first',
  minArguments: 0,
  maxArguments: 0,
  act: async (locker, { emit }) => {
    for (const note of await locker.notes()) await emit(lockerNoteRow(note));
    for (const picture of await locker.pictures()) await emit(lockerPictureRow(picture));
  },
});

export const lockerNote: HandsetCommand = onLocker({
  name: 'locker note',
  arguments: '<title> <text|->',
  summary: 'put a note into the locker',
  minArguments: 2,
  maxArguments: 2,
  inputArgument: 1,
  act: async (locker, { arguments: [title = '', text = ''], emit }) =>
    emit(lockerNoteRow(await locker.putNote({ title, text }))),
});

export const lockerAdd: HandsetCommand = onLocker({
  name: 'locker add',
  arguments: '',
  summary: 'put pictures into the locker, without what a camera wrote into them',
  options: ['picture', 'caption'],
  minArguments: 0,
  maxArguments: 0,
  act: async (locker, { options: { pictures, captions }, emit, signal }) => {
    if (pictures.length === 0) throw cliError('CLI_USAGE', 'Name a picture: --picture FILE.');
    for (const [at, path] of pictures.entries()) {
      const added = await locker.addPicture(await readPicture(path), captions[at], { signal });
      await emit(lockerPictureRow(added));
    }
  },
});

export const lockerShow: HandsetCommand = onLocker({
  name: 'locker show',
  arguments: '<id>',
  summary: 'print a note of the locker, or save a picture of it',
  options: ['save-pictures'],
  minArguments: 1,
  maxArguments: 1,
  act: async (locker, { arguments: [id = ''], folder: data, options, emit }) => {
    const found = await findLocked(locker, id);
    if (found.kind === 'note') return emit(lockerNoteRow(found.item));
    const { savePictures: folder } = options;
    if (folder === undefined)
      throw cliError('CLI_USAGE', 'Say with --save-pictures FOLDER where the picture is to go.');
    const picture = await locker.picture(found.item.id);
    const note = (file: string): Promise<void> => noteSaved(data, file);
    const told = await storeNamedPicture({ folder, note }, `locker-${found.item.id}`, picture);
    await emit({ ...lockerPictureRow(found.item), ...told });
  },
});

export const lockerRemove: HandsetCommand = onLocker({
  name: 'locker remove',
  arguments: '<id>',
  summary: 'erase a note or a picture of the locker',
  minArguments: 1,
  maxArguments: 1,
  act: async (locker, { arguments: [id = ''] }) => {
    const { item } = await findLocked(locker, id);
    await locker.remove(item.id);
  },
});

export const lockerDestroy: HandsetCommand = {
  on: 'handset',
  name: 'locker destroy',
  arguments: '',
  summary: 'destroy the locker and all in it, without its passphrase; there is no way back',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset: { locker }, emit }) => {
    await locker.destroy();
    await emit({ type: 'locker', state: 'absent' });
  },
};
