import { readFile } from 'node:fs/promises';
import type { RelayUrl } from '@sotto/core';
import { parseBase64url, parseRelayUrl } from '@sotto/protocol';
import type { VaultContext } from './command.ts';
import { cliError } from './error.ts';

const maxCreditBytes = 1_024;

export interface GivenHomes {
  readonly relay: RelayUrl;
  readonly relays: readonly RelayUrl[];
  readonly credit?: Uint8Array;
}

/** Where a handset that is made has its mailboxes. @throws FOLDER_OCCUPIED, CLI_USAGE, FILE_UNUSABLE */
export async function homesOf({
  vault,
  homeRelay,
  options,
}: Pick<VaultContext, 'vault' | 'homeRelay' | 'options'>): Promise<GivenHomes> {
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
  if (options.creditFile === undefined) return { relay, relays };
  return { relay, relays, credit: await readCredit(options.creditFile) };
}

async function readCredit(path: string): Promise<Uint8Array> {
  try {
    return parseBase64url((await readFile(path, 'utf8')).trim(), maxCreditBytes);
  } catch (cause) {
    throw cliError('FILE_UNUSABLE', 'The credit file cannot be read as base64url.', { cause });
  }
}
