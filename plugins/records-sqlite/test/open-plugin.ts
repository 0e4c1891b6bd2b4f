import { setTimeout } from 'node:timers/promises';
import type { Clock, Plugin, Records, Services } from '@sotto/core';
import { createPlugin } from '@sotto/core';

/** The machine's own clock. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  },
};

export function openPlugin(
  plugin: Plugin<'records'>,
  services: Partial<Services> = {},
): Promise<Records> {
  return createPlugin(plugin, { clock, ...services } as Services);
}
