import type { Command, Context } from '../command.ts';
import { openLog } from '../network/open-log.ts';
import { neededSettings } from '../network/state-for.ts';
import { readProposals } from '../proposal/read-proposals.ts';
import { whileHolding } from '../publish/hold-network.ts';
import { logSigner } from '../publish/log-signer.ts';
import { loggedIndex } from '../publish/new-entries.ts';
import type { Publisher } from '../publish/publish-proposals.ts';
import { finishPending, publishProposals } from '../publish/publish-proposals.ts';
import { kindNames } from '../review/say-act.ts';
import { sayHead } from '../review/say-head.ts';
import { operatorLimits } from '../limits.ts';

export const publish: Command = {
  name: 'publish',
  arguments: '[file...]',
  summary:
    'Logs proposals, once witnesses have cosigned the new head. Without a file it goes on with what was begun.',
  options: ['log-key'],
  minArguments: 0,
  maxArguments: operatorLimits.maxPublished,
  run: async (context) => {
    const proposals = (await readProposals(context)).map(({ proposal }) => proposal);
    const publisher = await publisherOf(context);
    const { pin } = await neededSettings(context);
    await whileHolding(publisher.network, async () => {
      const before = await openLog(publisher.network, pin, context.world.nowSeconds());
      const finished = await finishPending(before, publisher);
      const log = await publishProposals(finished, proposals, publisher);
      if (log === before) await context.say('There was nothing to publish.');
      for (const { act, bytes } of proposals) {
        const index = loggedIndex(log, bytes);
        await context.show([`entry ${index}: ${kindNames[act.kind]}, number ${act.number}`]);
      }
      await context.show(sayHead(log));
    });
  },
};

export async function publisherOf(context: Context): Promise<Publisher> {
  const { needed, path } = context;
  const { witnessUrls } = await neededSettings(context);
  return { network: path(needed('network')), witnessUrls, signer: logSigner(context), context };
}
