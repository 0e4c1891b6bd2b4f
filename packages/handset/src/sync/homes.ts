import type { RelayUrl } from '@sotto/core';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';

/** One relay at which this handset has its mailboxes. */
export interface Home {
  readonly relay: RelayUrl;
  /** For this relay's access plugin, and shown to no other; default none. */
  readonly credit?: Uint8Array;
}

/** The relays at which this handset has its mailboxes, in order of preference. */
export interface Homes {
  /** 1 to `maxHomes`, distinct; the first is preferred. */
  readonly relays: () => readonly RelayUrl[];
  readonly primary: () => RelayUrl;
  /** What this relay is to be shown when a mailbox is opened; empty for any other relay. */
  readonly credit: (relay: RelayUrl) => Uint8Array;
  /** From now on these; what is past `maxHomes` is left out. Storing them is the caller's. @throws VAULT_BROKEN when there is none */
  readonly change: (homes: readonly Home[]) => void;
  /** Calls the listener after each change. */
  readonly watch: (listener: () => void) => void;
}

/** @throws VAULT_BROKEN when there is none */
export function createHomes(homes: readonly Home[]): Homes {
  const listeners = new Set<() => void>();
  let { relays, credits } = orderly(homes);
  return {
    relays: () => relays,
    primary: () => relays[0],
    credit: (relay) => credits.get(relay) ?? new Uint8Array(0),
    change: (changed) => {
      ({ relays, credits } = orderly(changed));
      for (const listener of listeners) listener();
    },
    watch: (listener) => void listeners.add(listener),
  };
}

function orderly(homes: readonly Home[]): {
  readonly relays: readonly [RelayUrl, ...RelayUrl[]];
  readonly credits: ReadonlyMap<RelayUrl, Uint8Array>;
} {
  const distinct = [...new Set(homes.map(({ relay }) => relay))];
  const [first, ...others] = distinct.slice(0, handsetLimits.maxHomes);
  if (first === undefined) throw handsetError('VAULT_BROKEN', 'The vault names no relay.');
  const credits = new Map<RelayUrl, Uint8Array>();
  for (const { relay, credit } of homes) if (credit !== undefined) credits.set(relay, credit);
  return { relays: [first, ...others], credits };
}
