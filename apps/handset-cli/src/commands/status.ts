import { setTimeout as sleep } from 'node:timers/promises';
import type { Handset } from '@sotto/handset';
import type { HandsetCommand } from '../command.ts';
import { networkRow } from '../output/network/network-row.ts';
import type { StatusRow } from '../output/row.ts';

export const status: HandsetCommand = {
  on: 'handset',
  name: 'status',
  arguments: '',
  summary: 'tell who this handset is and whether its relay can be reached',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, served, emit, signal }) => {
    await untilConnectionIsKnown(handset, options.timeoutMs, signal);
    await emit(await statusRow(handset, served));
  },
};

/** @param served another process asks: this one holds the handset open */
export async function statusRow(handset: Handset, served: boolean): Promise<StatusRow> {
  const { identity, suggestedName: name } = handset;
  const network = await handset.network.view();
  return {
    ...{ type: 'status', identity, name, ...(await handset.status()), watched: served },
    ...(network.state === 'none' ? {} : { network: networkRow(network) }),
  };
}

/** A handset that was opened a moment ago is still connecting. */
async function untilConnectionIsKnown(
  handset: Handset,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const ends = AbortSignal.any([signal, done.signal]);
  const events = handset.events({ signal: ends });
  const known = async (): Promise<void> => {
    if ((await handset.status()).connection !== 'connecting') return;
    for await (const event of events) {
      if (event.type === 'connection' && event.state !== 'connecting') return;
    }
  };
  const outOfTime = sleep(timeoutMs, undefined, { signal: ends });
  outOfTime.catch(() => undefined);
  await Promise.race([known(), outOfTime]).finally(() => done.abort());
  signal.throwIfAborted();
}
