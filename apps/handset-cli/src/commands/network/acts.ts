import type { NetworkAct } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../../command.ts';
import { actRow } from '../../output/network/act-row.ts';

/** What the handset gives at a time. */
const pageActs = 200;

export const networkActs: HandsetCommand = {
  on: 'handset',
  name: 'network acts',
  arguments: '',
  summary: 'print what the operators did, oldest first, with who signed it',
  options: ['limit', 'all'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, emit, signal }) => {
    const most = options.all ? Infinity : options.limit;
    const acts: NetworkAct[] = [];
    for await (const act of newestActs(handset, signal)) {
      acts.push(act);
      if (acts.length >= most) break;
    }
    for (const act of acts.toReversed()) await emit(actRow(act));
  },
};

async function* newestActs(
  handset: HandsetContext['handset'],
  signal: AbortSignal,
): AsyncGenerator<NetworkAct> {
  for (let before: number | undefined; ;) {
    signal.throwIfAborted();
    const page = await handset.network.acts({
      limit: pageActs,
      ...(before === undefined ? {} : { before }),
    });
    yield* page;
    before = page.at(-1)?.entry;
    if (before === undefined) return;
  }
}
