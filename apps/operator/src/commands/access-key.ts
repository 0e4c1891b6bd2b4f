import { join } from 'node:path';
import type { Command } from '../command.ts';
import { makeFolder } from '../files/write-file.ts';
import { formatAccessKey, newAccessKey } from '../invites/access-key.ts';
import { sealAgeFile } from '../keys/age-file.ts';

export const accessKey: Command = {
  name: 'access-key',
  arguments: '',
  summary: 'Makes the key that signs invites to your relays, and says its public half for them.',
  options: ['out'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ needed, text, path, passphrase, show, world }) => {
    const folder = path(needed('network'));
    const file = path(text('out') ?? join(folder, 'access.key'));
    const made = await newAccessKey();
    const secret = await passphrase('New passphrase of the access key', true);
    await makeFolder(folder);
    await sealAgeFile(file, formatAccessKey(made), secret, world.ageWorkFactor);
    await show([
      `key file   ${file}`,
      `for relays --access invite --access-key ${made.publicKey.toHex()}`,
    ]);
  },
};
