import type { Access, Plugin } from '@sotto/core';
import { definePlugin } from '@sotto/core';

/** Admits every mailbox, whatever its credit. What anyone may then do is bounded by the relay's rates and quotas alone. */
export function openAccess(): Plugin<'access', never> {
  return definePlugin({
    id: 'access-open',
    point: 'access',
    contract: 1,
    needs: [],
    create: async (): Promise<Access> => ({
      judge: async () => ({ admitted: true }),
      withdrawn: async () => [],
      forget: async () => undefined,
      stop: async () => undefined,
    }),
  });
}
