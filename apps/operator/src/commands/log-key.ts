import { join } from 'node:path';
import { formatSignerKey, formatVerifierKey } from '@sotto/tlog';
import type { Command } from '../command.ts';
import { formatJson } from '../files/json-format.ts';
import { createFile, makeFolder } from '../files/write-file.ts';
import { sealAgeFile } from '../keys/age-file.ts';
import { logsFile, newLogKey } from '../keys/log-key.ts';

export const logKey: Command = {
  name: 'log-key',
  arguments: '',
  summary:
    'Makes the key of the log on the machine that will publish, and the file that witnesses need.',
  options: ['name', 'out'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ needed, text, path, passphrase, show, world }) => {
    const folder = path(needed('network'));
    const stem = path(text('out') ?? join(folder, 'log'));
    const made = await newLogKey(needed('name'));
    const secret = await passphrase('New passphrase of the log key', true);
    await makeFolder(folder);
    await sealAgeFile(`${stem}.key`, formatSignerKey(made), secret, world.ageWorkFactor);
    await createFile(`${stem}.pub`, Buffer.from(`${formatVerifierKey(made)}\n`), 0o644);
    await createFile(`${stem}.witness.json`, formatJson(logsFile(made)), 0o644);
    await show([
      `key file   ${stem}.key`,
      `verifier   ${formatVerifierKey(made)}`,
      `for the witnesses, as --logs: ${stem}.witness.json`,
    ]);
  },
};
