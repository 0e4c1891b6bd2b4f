import type { RelayUrl } from '@sotto/core';
import type { CreateOptions } from '@sotto/handset';
import { parseRelayInvite, parseRelayUrl } from '@sotto/protocol';
import type { VaultContext } from './command.ts';
import { cliError } from './error.ts';

export type GivenHomes = Pick<CreateOptions, 'relay' | 'credit' | 'charterHash'> & {
  readonly relays: readonly RelayUrl[];
};

/**
 * Where a handset that is made has its mailboxes: as the link of a relay's operator says, else as options do.
 * @throws FOLDER_OCCUPIED, CLI_USAGE, RELAY_INVITE_MALFORMED, RELAY_INVITE_VERSION_UNSUPPORTED
 */
export function homesOf({
  vault,
  homeRelay,
  arguments: [link],
  options,
}: Pick<VaultContext, 'vault' | 'homeRelay' | 'arguments' | 'options'>): GivenHomes {
  if (vault.state !== 'empty') {
    throw cliError(
      'FOLDER_OCCUPIED',
      'There is a handset in this folder already. Name another folder with --data.',
    );
  }
  if (link !== undefined) {
    if (options.relays.length > 0)
      throw cliError('CLI_USAGE', 'The link names the relay. Leave --relay out.');
    const { relay, credit, charterHash } = parseRelayInvite(link);
    const pinned = charterHash === null ? {} : { charterHash: charterHash.toHex() };
    return { relay, relays: [relay], credit, ...pinned };
  }
  const ofClone = homeRelay === undefined ? [] : [parseRelayUrl(homeRelay)];
  const relays = options.relays.length > 0 ? options.relays : ofClone;
  const [relay] = relays;
  if (relay === undefined)
    throw cliError(
      'CLI_USAGE',
      'Name your relay with --relay https://…, or give the link of its operator.',
    );
  return { relay, relays };
}
