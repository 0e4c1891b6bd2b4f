import { setTimeout as wait } from 'node:timers/promises';
import { isSottoError } from '@sotto/core';
import type { Command, Context } from '../command.ts';
import { usage } from '../command-line.ts';
import { operatorLimits } from '../limits.ts';
import { openLog, unusable } from '../network/open-log.ts';
import { neededSettings } from '../network/state-for.ts';
import { whileHolding } from '../publish/hold-network.ts';
import type { Publisher } from '../publish/publish-proposals.ts';
import { finishPending, refreshHead } from '../publish/publish-proposals.ts';
import { sayHead } from '../review/say-head.ts';
import { publisherOf } from './publish.ts';

export const refresh: Command = {
  name: 'refresh',
  arguments: '',
  summary: 'Has witnesses cosign the present head anew, so that members see that they are there.',
  options: ['log-key', 'every'],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const every = context.seconds('every');
    if (every !== undefined && every < operatorLimits.minRefreshSeconds)
      throw usage(`--every is ${operatorLimits.minRefreshSeconds} seconds at least.`);
    const publisher = await publisherOf(context);
    if (every === undefined) return refreshOnce(publisher, context);
    while (!context.signal.aborted) {
      await refreshOnce(publisher, context).catch(async (error: unknown) => {
        // Witnesses that are down now may be there the next time; anything else will not mend itself.
        if (!isSottoError(error) || !isPassing.has(error.code)) throw error;
        await context.say(error.message);
      });
      await wait(every * 1000, undefined, { signal: context.signal }).catch(() => undefined);
    }
  },
};

const isPassing: ReadonlySet<string> = new Set(['OPERATOR_WITNESSES', 'OPERATOR_BUSY']);

async function refreshOnce(publisher: Publisher, context: Context): Promise<void> {
  const { pin } = await neededSettings(context);
  await whileHolding(publisher.network, async () => {
    const before = await openLog(publisher.network, pin, context.world.nowSeconds());
    const finished = await finishPending(before, publisher);
    if (finished.size === 0) throw unusable('it is empty: publish the founding charter first');
    await context.show(sayHead(await refreshHead(finished, publisher)));
  });
}
