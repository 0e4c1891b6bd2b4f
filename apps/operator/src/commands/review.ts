import type { Command } from '../command.ts';
import { readProposals } from '../proposal/read-proposals.ts';
import { stateFor } from '../network/state-for.ts';
import { reviewProposal } from '../review/review.ts';

export const review: Command = {
  name: 'review',
  arguments: '<file...>',
  summary:
    'Says all that is in a proposal, who has signed it, and what it would come to. Copies are taken together.',
  options: [],
  minArguments: 1,
  maxArguments: 64,
  run: async (context) => {
    const { world, show } = context;
    for (const { proposal } of await readProposals(context)) {
      const state = await stateFor(proposal, context);
      const { lines } = await reviewProposal(proposal, state, world.nowSeconds());
      await show([...lines, '']);
    }
  },
};
