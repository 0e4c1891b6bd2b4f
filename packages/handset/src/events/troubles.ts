import { isSottoError } from '@sotto/core';
import type { Log } from '@sotto/core';
import type { EventHub } from './event-hub.ts';

/** Tells what needs the person, once until it is over, however often it is tried again meanwhile. */
export interface Troubles {
  readonly report: (error: unknown) => void;
  /** The relay answers: what is reported after this is new. */
  readonly over: () => void;
}

export function createTroubles(events: EventHub, log: Log): Troubles {
  const told = new Set<string>();
  return {
    report: (error) => {
      const code = troubleCode(error);
      if (told.has(code)) return;
      told.add(code);
      log.warn('handset.trouble', { code });
      events.emit({ type: 'trouble', code });
    },
    over: () => told.clear(),
  };
}

/** What is no coded error is a fault of ours; it shows as a vault that cannot be used. */
function troubleCode(error: unknown): string {
  return isSottoError(error) ? error.code : 'VAULT_BROKEN';
}
