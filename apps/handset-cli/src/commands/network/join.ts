import type { HandsetCommand } from '../../command.ts';
import { networkRow } from '../../output/network/network-row.ts';

export const networkJoin: HandsetCommand = {
  on: 'handset',
  name: 'network join',
  arguments: '<hash>',
  summary: 'follow the network with this fingerprint of its charter, for good',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, arguments: [hash = ''], emit }) =>
    emit(networkRow(await handset.network.join(hash.trim().toLowerCase()))),
};
