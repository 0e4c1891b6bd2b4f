import type { RelayUrl } from '@sotto/core';
import type { ConnectionState } from '../api.ts';
import type { Engine } from '../engine.ts';
import type { Homes } from './homes.ts';

/** What people are told of the connections: of the home relays as one. */
export interface ConnectionStates {
  /** A line's state, and when it tries again. Of a relay that is no home it says nothing. */
  readonly tell: (relay: RelayUrl, state: ConnectionState, retryInMs?: number) => void;
  /** The homes changed. */
  readonly look: () => void;
  /** `online` when any home is; else `connecting` when any is. */
  readonly state: () => ConnectionState;
}

interface Told {
  readonly state: ConnectionState;
  readonly retryInMs?: number;
}

const away: Told = { state: 'offline' };

export function createConnectionStates(
  { events }: Pick<Engine, 'events'>,
  homes: Homes,
): ConnectionStates {
  const lines = new Map<RelayUrl, Told>();
  let state: ConnectionState = 'offline';

  const whole = (): Told => {
    const told = homes.relays().map((relay) => lines.get(relay) ?? away);
    for (const better of ['online', 'connecting'] as const)
      if (told.some((each) => each.state === better)) return { state: better };
    const waits = told.flatMap(({ retryInMs }) => (retryInMs === undefined ? [] : [retryInMs]));
    return waits.length === 0
      ? { state: 'offline' }
      : { state: 'offline', retryInMs: Math.min(...waits) };
  };

  const look = (): void => {
    const told = whole();
    if (told.state === state && told.retryInMs === undefined) return;
    state = told.state;
    events.emit({ type: 'connection', ...told });
  };

  return {
    tell: (relay, told, retryInMs) => {
      lines.set(relay, retryInMs === undefined ? { state: told } : { state: told, retryInMs });
      if (homes.relays().includes(relay)) look();
    },
    look,
    state: () => state,
  };
}
