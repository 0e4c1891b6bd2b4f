import type { Command } from '../command.ts';
import { usage } from '../command-line.ts';
import { createFile } from '../files/write-file.ts';
import { formatProposal } from '../proposal/proposal.ts';
import { readProposals } from '../proposal/read-proposals.ts';

export const join: Command = {
  name: 'join',
  arguments: '<file...>',
  summary: 'Makes one file of copies that several persons signed.',
  options: ['out'],
  minArguments: 2,
  maxArguments: 64,
  run: async (context) => {
    const { needed, path, show } = context;
    const out = path(needed('out'));
    const [filed, ...others] = await readProposals(context);
    if (others.length > 0) throw usage('These are copies of different proposals.');
    await createFile(out, formatProposal(filed!.proposal));
    await show([`proposal   ${out}`]);
  },
};
