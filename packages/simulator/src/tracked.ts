import type { Plugin, Point, Points, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import type { WorkMeter } from './work-meter.ts';

/** A plugin that works on other threads or on disk: time stands still until it has answered. */
export function tracked<P extends Point>(plugin: Plugin<P>, meter: WorkMeter): Plugin<P> {
  const around =
    (call: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      const answer = call(...args);
      return answer instanceof Promise ? meter.track(answer) : answer;
    };
  return definePlugin({
    id: plugin.id,
    point: plugin.point,
    contract: plugin.contract,
    needs: plugin.needs,
    create: async (services): Promise<Points[P]> => {
      const real = await meter.track(createPlugin(plugin, services as Services));
      const calls = Object.entries(real).map(([name, call]) => [
        name,
        around(call as (...args: unknown[]) => unknown),
      ]);
      return Object.fromEntries(calls) as Points[P];
    },
  });
}
