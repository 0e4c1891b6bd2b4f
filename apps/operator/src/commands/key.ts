import { charterLimits } from '@sotto/charter';
import type { Command } from '../command.ts';
import { usage } from '../command-line.ts';
import { createFile } from '../files/write-file.ts';
import { sealAgeFile } from '../keys/age-file.ts';
import { formatCard } from '../keys/card.ts';
import { formatPersonKey, newPersonKey } from '../keys/person-key.ts';

export const key: Command = {
  name: 'key',
  arguments: '',
  summary:
    'Makes your key, sealed with your passphrase, and a card for whoever writes the charter.',
  options: ['name', 'out'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ needed, text, path, passphrase, show, world }) => {
    const name = needed('name');
    if (Buffer.byteLength(name) > charterLimits.maxNameBytes) throw usage('--name is too long.');
    const stem = path(text('out') ?? fileNameOf(name));
    const made = await newPersonKey(name);
    const card = await formatCard(made);
    const secret = await passphrase('New passphrase of this key', true);
    await sealAgeFile(`${stem}.key`, formatPersonKey(made), secret, world.ageWorkFactor);
    await createFile(`${stem}.card`, card);
    await show([
      `key file   ${stem}.key`,
      `card       ${stem}.card`,
      `public key ${made.publicKey.toHex()}`,
      '',
      'Keep the key file and its passphrase apart, and a copy of each. Hand the card to whoever writes the charter,',
      'and read the public key to each other aloud.',
    ]);
  },
};

/** A name that every file system takes. */
function fileNameOf(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'person'
  );
}
