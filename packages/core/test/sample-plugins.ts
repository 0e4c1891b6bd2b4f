import type { Access, Clock, Crypto, Log, Need, Plugin, Services } from '@sotto/core';
import { definePlugin } from '@sotto/core';

export const admitsAll: Access = {
  judge: async () => ({ admitted: true }),
  withdrawn: async () => [],
  forget: async () => undefined,
  stop: async () => undefined,
};

/** A plugin that admits everybody, for what assembly does with it. */
export function sampleAccess(id = 'access-sample'): Plugin<'access', never> {
  return definePlugin({
    id,
    point: 'access',
    contract: 1,
    needs: [],
    create: async () => admitsAll,
  });
}

/** A plugin of a point of which there may be several, for what assembly does with it. */
export function sampleKinds(id = 'kinds-sample'): Plugin<'kinds', never> {
  return definePlugin({
    id,
    point: 'kinds',
    contract: 1,
    needs: [],
    create: async () => ({ kinds: [] }),
  });
}

/** A plugin that tells what it was lent, as soon as it is created. */
export function curiousAccess<const N extends Need>(
  needs: readonly N[],
  look: (services: Pick<Services, N>) => void,
): Plugin<'access', N> {
  return definePlugin({
    id: 'access-curious',
    point: 'access',
    contract: 1,
    needs,
    create: async (services) => {
      look(services);
      return admitsAll;
    },
  });
}

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock: Clock = { now: () => 1_000, sleep: async () => undefined };

/** All services; the crypto is only ever passed on. */
export const services: Services = {
  log,
  clock,
  random: (length) => new Uint8Array(length),
  crypto: Object.freeze({}) as Crypto,
};
