import type { Network, NetworkOptions, SimulatedHandset } from '@sotto/simulator';
import { createNetwork } from '@sotto/simulator';
import type { ModelWorld } from './model-handset.ts';

/** A network with the true clock and relays, and handsets that are models. They can be crashed and come back; other faults pass them by. */
export function createModelNetwork(options: NetworkOptions, world: ModelWorld): Network {
  const real = createNetwork(options);
  const handsets: SimulatedHandset[] = [];
  return {
    ...real,
    get relays() {
      return real.relays;
    },
    handsets,
    addHandset: async (name, relays) => {
      const handset = world.handset(name);
      let isUp = true;
      let crashes = 0;
      const made = {
        name,
        relays: [relays].flat().map(({ url }) => url),
        isUp: () => isUp,
        handset: () => handset,
        start: async () => {
          isUp = true;
          return handset;
        },
        crash: () => {
          crashes += 1;
          isUp = false;
        },
        crashAtWrite: () => undefined,
        crashes: () => crashes,
        setNetwork: () => undefined,
        setSkew: () => undefined,
        skewMs: () => 0,
        nudge: () => undefined,
        keepCopy: () => undefined,
        restoreCopy: () => false,
        restores: () => [],
      } as unknown as SimulatedHandset;
      handsets.push(made);
      return made;
    },
    introduce: async (a, b) => {
      const id = world.introduce(a.handset().identity, b.handset().identity);
      return [id, id];
    },
    close: () => {
      for (const relay of real.relays) relay.crash();
    },
  };
}
