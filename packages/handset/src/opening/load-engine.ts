import { handsetError } from '../error.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type * as engine from './engine.ts';

type Engine = typeof engine;

/** Ends with the signal: what does not come holds up neither wiping nor closing. @throws HANDSET_UNLOADED (retryable); the signal's reason */
export type LoadEngine = (signal: AbortSignal) => Promise<Engine>;

/**
 * Begins at once to load what runs a handset, which is most of this package: an app whose parts come over a network shows its door meanwhile. It
 * is waited for before any passphrase is tried and any handset is made, so that nothing is opened that cannot go on.
 */
export function loadEngine(from: () => Promise<Engine> = () => import('./engine.ts')): LoadEngine {
  let loading: Promise<Engine> | undefined;
  const load = (): Promise<Engine> =>
    (loading ??= from().catch((cause: unknown) => {
      loading = undefined;
      throw handsetError('HANDSET_UNLOADED', 'A part of the handset could not be loaded.', {
        ...{ cause, retryable: true },
      });
    }));
  // Whoever asks for it hears why it is not there.
  load().catch(() => undefined);
  return (signal) => unlessAborted(load(), signal);
}
