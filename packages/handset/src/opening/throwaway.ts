import { assemble, createPlugin } from '@sotto/core';
import type { Records, Services } from '@sotto/core';
import type { ThrowawayStore } from '../api.ts';
import type { Serial } from '../serial.ts';

/** Lends an empty store of the same kind for one job, and removes it afterwards. */
export type LendThrowaway = <T>(job: (records: Records) => Promise<T>) => Promise<T>;

/** `undefined` where the app has no such store. */
export function throwawayOf(
  store: ThrowawayStore | undefined,
  services: Services,
  oneAtATime: Serial,
): LendThrowaway | undefined {
  if (store === undefined) return undefined;
  return (job) =>
    oneAtATime.run(async () => {
      // What a run that was cut off has left.
      await store.remove();
      const { records: plugin } = assemble(['records'], [store.plugin()]);
      const records = await createPlugin(plugin, services);
      try {
        return await job(records);
      } finally {
        await records.close();
        await store.remove();
      }
    });
}
