import type { Network } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../../command.ts';
import { networkRow } from '../../output/network/network-row.ts';
import { withinTime } from '../../within-time.ts';

const none = { minArguments: 0, maxArguments: 0, arguments: '', options: [] } as const;

export const network: HandsetCommand = {
  ...none,
  on: 'handset',
  name: 'network',
  summary: 'show who runs the network, what stands now, and who watches them',
  run: async (context) => show(context, await context.handset.network.view()),
};

export const networkRefresh: HandsetCommand = {
  ...none,
  on: 'handset',
  name: 'network refresh',
  summary: 'look at the network’s log now, at its relays, and show what was found',
  run: async (context) => {
    const { handset, options, signal } = context;
    const { timeoutMs } = options;
    const found = await withinTime({ timeoutMs, signal }, (inTime) =>
      handset.network.refresh({ signal: inTime }),
    );
    await show(context, found);
  },
};

/** Shows all of it. A person who sees it has seen its notices; a program has not. */
export async function show(
  { handset, options, emit }: HandsetContext,
  found: Network,
): Promise<void> {
  await emit(networkRow(found));
  if (options.json || found.state !== 'known') return;
  for (const { number, isSeen } of found.notices)
    if (!isSeen) await handset.network.markSeen(number);
}
