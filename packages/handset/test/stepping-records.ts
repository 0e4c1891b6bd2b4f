import type { Need, Plugin, Records } from '@sotto/core';
import { definePlugin } from '@sotto/core';

/** Does a call that changes the medium; whoever is given it may die before, in or after it. */
export type Step = <T>(call: () => Promise<T>) => Promise<T>;

/** The same records, with every call that changes the medium done by `step`. */
export function steppingRecords<N extends Need>(
  plugin: Plugin<'records', N>,
  step: Step,
): Plugin<'records', N> {
  return definePlugin({
    ...plugin,
    create: async (services): Promise<Records> => {
      const good = await plugin.create(services);
      return {
        ...good,
        write: (changes) => step(() => good.write(changes)),
        wipe: () => step(() => good.wipe()),
      };
    },
  });
}
