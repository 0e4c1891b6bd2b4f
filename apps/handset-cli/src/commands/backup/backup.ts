import type { HandsetCommand } from '../../command.ts';
import { backupFile, readBackupFile } from '../../backup/backup-file.ts';
import { firstLine, requirePaper, sealOf } from '../../backup/backup-key.ts';
import { cliError } from '../../error.ts';
import { backupRow, keepingRow } from '../../output/backup-row.ts';

export const backupPlan: HandsetCommand = {
  on: 'handset',
  name: 'backup plan',
  arguments: '',
  summary: 'list what a backup would have, and what it would not',
  options: ['no-pictures'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, emit }) => {
    const plan = await handset.backup.plan({ pictures: !options.noPictures });
    await emit({ type: 'backup-plan', ...plan });
  },
};

export const backupMake: HandsetCommand = {
  on: 'handset',
  name: 'backup make',
  arguments: '[<file>]',
  summary:
    'make a backup in a file, or without one at the relay for the key on paper; one that was cut off goes on',
  options: ['paper-key', 'backup-passphrase-file', 'recipient', 'no-pictures'],
  minArguments: 0,
  maxArguments: 1,
  pathArgument: 0,
  run: async ({ handset, arguments: [file], options, emit, signal }) => {
    const how = { pictures: !options.noPictures, signal };
    if (file === undefined) requirePaper(options);
    const made = await handset.backup.make(
      file === undefined
        ? { ...how, to: 'relay', paperKey: true }
        : { ...how, ...sealOf(options), to: backupFile(file) },
    );
    await emit(backupRow(made));
  },
};

export const backups: HandsetCommand = {
  on: 'handset',
  name: 'backup list',
  arguments: '',
  summary:
    'list the backups that were made, whether they restore, and until when the one for the key on paper is kept',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, emit }) => {
    for (const backup of await handset.backup.list()) await emit(backupRow(backup));
    const keeping = await handset.backup.keeping();
    if (keeping !== undefined) await emit(keepingRow(keeping));
  },
};

export const backupKeep: HandsetCommand = {
  on: 'handset',
  name: 'backup keep',
  arguments: '<on|off>',
  summary: 'keep the backup for the key on paper at the relay, made again while sotto watch runs',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, arguments: [how = ''], emit }) => {
    if (how !== 'on' && how !== 'off')
      throw cliError('CLI_USAGE', 'Write: sotto backup keep on, or off');
    await handset.backup.keep(how === 'on');
    const keeping = await handset.backup.keeping();
    if (keeping !== undefined) await emit(keepingRow(keeping));
  },
};

export const backupDrill: HandsetCommand = {
  on: 'handset',
  name: 'backup drill',
  arguments: '[<file>]',
  summary: 'restore the latest backup into a throwaway handset, and look whether all is there',
  options: ['backup-passphrase-file'],
  minArguments: 0,
  maxArguments: 1,
  pathArgument: 0,
  run: async ({ handset, arguments: [file], options, emit, signal }) => {
    const { backupPassphraseFile } = options;
    const from = file === undefined ? undefined : readBackupFile(file);
    const result = await handset.backup.drill({
      signal,
      ...(from === undefined ? {} : { from }),
      ...(backupPassphraseFile === undefined
        ? {}
        : { passphrase: firstLine(backupPassphraseFile) }),
    });
    const [latest] = await handset.backup.list();
    if (latest !== undefined) await emit(backupRow(latest));
    if (!result.isGood)
      throw cliError('BACKUP_DRILL_FAILED', 'The backup does not restore. Make a new one.');
  },
};
