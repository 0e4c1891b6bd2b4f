import type { RelayUrl } from '@sotto/core';
import { readArray } from './cbor/read-array.ts';
import type { CborValue } from './cbor/value.ts';
import { isRelayUrl } from './relay-url.ts';

/** 1 to `max` different relay origins in their one form, in order. `undefined` when the value is no such list. */
export function readRelays(
  value: CborValue | undefined,
  max: number,
): readonly RelayUrl[] | undefined {
  const relays = readArray(value, { min: 1, max }, (item) =>
    typeof item === 'string' && isRelayUrl(item) ? item : undefined,
  );
  return relays !== undefined && new Set(relays).size === relays.length ? relays : undefined;
}
