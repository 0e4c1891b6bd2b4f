import type { Handset } from '@sotto/handset';
import type { HandsetCommand } from './command.ts';
import type { Options } from './options.ts';
import { newsOf } from './output/network/network-news.ts';
import type { Row } from './output/row.ts';

/** Says what the operators and the log want known before a command begins, one line each. Programs read it in rows of their own. */
export async function tellNews(
  command: HandsetCommand,
  handset: Handset,
  options: Options,
  emit: (row: Row) => Promise<void>,
): Promise<void> {
  // These commands tell all of it.
  if (options.json || command.name.startsWith('network')) return;
  for (const { line } of newsOf(await handset.network.view()))
    await emit({ type: 'notice', code: 'network', message: line });
}
