import type { Handset } from '@sotto/handset';
import type { HandsetCommand } from './command.ts';
import type { Options } from './options.ts';
import { newsOf } from './output/network/network-news.ts';
import type { Row } from './output/row.ts';
import { storageNews } from './output/storage-news.ts';

/** Says what nobody may miss before a command begins, one line each: of the storage, and of the network. Programs read it in rows of their own. */
export async function tellNews(
  command: HandsetCommand,
  handset: Handset,
  options: Options,
  emit: (row: Row) => Promise<void>,
): Promise<void> {
  if (options.json) return;
  // These commands tell all of it.
  if (!command.name.startsWith('check'))
    for (const { line } of storageNews((await handset.status()).storage))
      await emit({ type: 'notice', code: 'storage', message: line });
  if (command.name.startsWith('network')) return;
  for (const { line } of newsOf(await handset.network.view()))
    await emit({ type: 'notice', code: 'network', message: line });
}
