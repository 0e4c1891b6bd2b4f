import { readFile } from 'node:fs/promises';
import { parseBase64url, parseRelayUrl } from '@sotto/protocol';
import type { VaultCommand } from '../command.ts';
import { cliError } from '../error.ts';

const maxCreditBytes = 1_024;

export const init: VaultCommand = {
  on: 'vault',
  name: 'init',
  arguments: '',
  summary: 'make a handset',
  options: ['relay', 'name', 'credit-file'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ vault, folder, homeRelay, options, passphrase, emit, signal }) => {
    if (vault.state !== 'empty') {
      throw cliError(
        'FOLDER_OCCUPIED',
        'There is a handset in this folder already. Name another folder with --data.',
      );
    }
    const ofClone = homeRelay === undefined ? [] : [parseRelayUrl(homeRelay)];
    const relays = options.relays.length > 0 ? options.relays : ofClone;
    const [relay] = relays;
    if (relay === undefined) throw cliError('CLI_USAGE', 'Name your relay with --relay https://….');
    const credit =
      options.creditFile === undefined ? undefined : await readCredit(options.creditFile);
    const handset = await vault.create({
      relay,
      relays,
      passphrase: await passphrase(),
      signal,
      ...(credit === undefined ? {} : { credit }),
      ...(options.name === undefined ? {} : { suggestedName: options.name }),
    });
    const { identity, suggestedName: name } = handset;
    await emit({ type: 'handset', identity, relay, name, data: folder });
  },
};

async function readCredit(path: string): Promise<Uint8Array> {
  try {
    return parseBase64url((await readFile(path, 'utf8')).trim(), maxCreditBytes);
  } catch (cause) {
    throw cliError('FILE_UNUSABLE', 'The credit file cannot be read as base64url.', { cause });
  }
}
