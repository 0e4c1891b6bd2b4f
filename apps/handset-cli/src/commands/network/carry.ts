import type { HandsetCommand } from '../../command.ts';
import { proofRow } from '../../output/network/network-row.ts';
import { readLogFile, writeNewFile } from './files.ts';
import { show } from './show.ts';

const oneFile = { arguments: '<file>', minArguments: 1, maxArguments: 1, pathArgument: 0 } as const;

export const networkExport: HandsetCommand = {
  ...oneFile,
  on: 'handset',
  name: 'network export',
  summary: 'save the network’s whole log as one file, for somebody who cannot reach the relays',
  options: [],
  run: async ({ handset, arguments: [file = ''], emit }) => {
    const bytes = await handset.network.exportLog();
    await writeNewFile(file, bytes);
    await emit({ type: 'log-file', file, sizeBytes: bytes.length });
  },
};

export const networkImport: HandsetCommand = {
  ...oneFile,
  on: 'handset',
  name: 'network import',
  summary: 'go on from such a file, with the same checks as from a relay, and show the network',
  options: [],
  run: async (context) => {
    const { handset, arguments: given } = context;
    await show(context, await handset.network.importLog(await readLogFile(given[0] ?? '')));
  },
};

export const networkEvidence: HandsetCommand = {
  ...oneFile,
  on: 'handset',
  name: 'network evidence',
  arguments: '[<file>]',
  summary: 'list the proofs that the log was shown in two versions, and save the newest to a file',
  options: [],
  minArguments: 0,
  run: async ({ handset, arguments: [file], emit }) => {
    const proofs = await handset.network.evidence();
    const newest = proofs.at(-1);
    if (file !== undefined && newest !== undefined) await writeNewFile(file, newest.bytes);
    for (const proof of proofs) await emit(proofRow(proof, proof === newest ? file : undefined));
  },
};
