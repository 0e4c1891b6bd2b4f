import { definePlugin } from '@sotto/core';
import type { Plugin } from '@sotto/core';

/** Admits everybody, whatever credit they show. The relay's rate limits and quotas still hold. */
export function openAccess(): Plugin<'access'> {
  return definePlugin({
    id: 'access-open',
    point: 'access',
    contract: 1,
    needs: [],
    create: async () => ({
      judge: async () => ({ admitted: true }) as const,
      stop: async () => undefined,
    }),
  });
}
