import type { Plugin, Point, Points, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';

/** What is done around each call of a store; it may end the process. */
export interface CallWatch {
  readonly isAlive: () => boolean;
  readonly before: () => void;
  readonly after: () => void;
}

/**
 * A store plugin for a process that can die at any moment: a call begun after its death, or answered after it, settles never,
 * as nobody is left to hear it.
 */
export function mortal<P extends Point>(
  plugin: Plugin<P>,
  watchCall: (name: string) => CallWatch,
): Plugin<P> {
  const nobody = new Promise<never>(() => undefined);
  const around =
    (name: string, call: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      const watch = watchCall(name);
      if (!watch.isAlive()) return nobody;
      watch.before();
      if (!watch.isAlive()) return nobody;
      const answer = call(...args);
      if (!(answer instanceof Promise)) return answer;
      return answer.then(
        (value: unknown) => {
          watch.after();
          return watch.isAlive() ? value : nobody;
        },
        (error: unknown) => {
          if (!watch.isAlive()) return nobody;
          throw error;
        },
      );
    };
  return definePlugin({
    id: plugin.id,
    point: plugin.point,
    contract: plugin.contract,
    needs: plugin.needs,
    create: async (services): Promise<Points[P]> => {
      const real = await createPlugin(plugin, services as Services);
      const calls = Object.entries(real).map(([name, call]) => [
        name,
        around(name, call as (...args: unknown[]) => unknown),
      ]);
      return Object.fromEntries(calls) as Points[P];
    },
  });
}
