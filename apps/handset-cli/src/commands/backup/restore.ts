import type { RestoreOptions } from '@sotto/handset';
import type { VaultCommand, VaultContext } from '../../command.ts';
import { readBackupFile } from '../../backup/backup-file.ts';
import { keyOf } from '../../backup/backup-key.ts';
import { cliError } from '../../error.ts';

export const backupRestore: VaultCommand = {
  on: 'vault',
  name: 'backup restore',
  arguments: '<file>',
  summary: 'make this a new device of yours from a backup: it comes back into each conversation',
  options: ['backup-passphrase-file', 'identity-file', 'relay', 'label'],
  minArguments: 1,
  maxArguments: 1,
  run: async (context) => {
    const [file = ''] = context.arguments;
    const from = requireFile(file);
    const { vault, options, passphrase } = context;
    const handset = await vault.restore({
      ...{ from, open: keyOf(options), passphrase: await passphrase() },
      ...newDevice(context),
    });
    await context.emit(rowOf(context, handset));
    await handset.lock();
  },
};

export const recover: VaultCommand = {
  on: 'vault',
  name: 'recover',
  arguments: '<code|-> [<file>]',
  summary: 'the same with the key on paper: it finds the newest backup at the relay',
  options: ['relay', 'label'],
  minArguments: 1,
  maxArguments: 2,
  inputArgument: 0,
  run: async (context) => {
    const [code = '', file] = context.arguments;
    const { vault, options, passphrase, homeRelay } = context;
    const relay = options.relays[0] ?? homeRelay;
    const handset = await vault.recover({
      ...{ code, passphrase: await passphrase() },
      ...newDevice(context),
      ...(file === undefined ? {} : { from: requireFile(file) }),
      ...(relay === undefined || code.includes('@') ? {} : { relay }),
    });
    await context.emit(rowOf(context, handset));
    await handset.lock();
  },
};

function newDevice({
  options,
  signal,
}: VaultContext): Pick<RestoreOptions, 'signal' | 'relays' | 'name'> {
  const { relays, label } = options;
  return {
    signal,
    ...(relays.length === 0 ? {} : { relays }),
    ...(label === undefined ? {} : { name: label }),
  };
}

function requireFile(path: string): RestoreOptions['from'] {
  const from = readBackupFile(path);
  if (from === undefined) throw cliError('CLI_USAGE', 'There is no such file.');
  return from;
}

function rowOf(
  { folder }: VaultContext,
  handset: { readonly identity: string; readonly suggestedName: string; readonly relay: string },
): {
  readonly type: 'handset';
  readonly identity: string;
  readonly relay: string;
  readonly name: string;
  readonly data: string;
} {
  const { identity, suggestedName: name, relay } = handset;
  return { type: 'handset', identity, relay, name, data: folder };
}
