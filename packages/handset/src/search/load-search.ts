import type { Engine } from '../engine.ts';
import type { SearchIndex } from './search-index.ts';

/** The index of a vault that is open. @throws HANDSET_LOCKED, VAULT_BROKEN, VAULT_NEWER */
export async function loadSearch(
  _engine: Pick<Engine, 'store' | 'clock' | 'stopping'>,
): Promise<SearchIndex> {
  throw new Error('Not written yet.');
}
