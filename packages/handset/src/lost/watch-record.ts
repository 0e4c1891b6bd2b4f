import type { Records, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor, parseRelayUrl, protocolLimits } from '@sotto/protocol';
import { utf8 } from '../bytes.ts';
import type { Watched } from './wipe-secret.ts';

/** What a locked device watches. */
export interface Watch extends Watched {
  readonly relays: readonly RelayUrl[];
}

/** Beside the header, and like it not sealed: it is read before any passphrase. Blinded keys are 24 or 32 bytes long. */
export const watchKey: Uint8Array = utf8('sotto lost');

const version = 1;

export function encodeWatch({ token, hash, relays }: Watch): Uint8Array {
  return encodeCbor([version, token, hash, [...relays]]);
}

/** `undefined` for anything else: nobody vouches for what is not sealed, and what does not fit is not watched. */
export function parseWatch(bytes: Uint8Array): Watch | undefined {
  try {
    const value = decodeCbor(bytes, { maxBytes: 16_384 });
    if (!Array.isArray(value) || value.length !== 4 || value[0] !== version) return undefined;
    const [, token, hash, relays] = value;
    if (!isHash(token) || !isHash(hash) || !Array.isArray(relays)) return undefined;
    if (relays.length < 1 || relays.length > protocolLimits.maxMailboxRelays) return undefined;
    return { token, hash, relays: relays.map((each) => parseRelayUrl(String(each))) };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}

export async function readWatch(records: Pick<Records, 'get'>): Promise<Watch | undefined> {
  const bytes = await records.get(watchKey);
  return bytes && parseWatch(bytes);
}

export function writeWatch(
  records: Pick<Records, 'write'>,
  watch: Watch | undefined,
): Promise<void> {
  const change = watch ? { put: watchKey, value: encodeWatch(watch) } : { remove: watchKey };
  return records.write([change]);
}

function isHash(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32;
}
