import { isSottoError } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { readOwn } from './own-lost.ts';
import { commandAmong, watchedOf } from './wipe-secret.ts';

/** The command to wipe this device, if it was given. No relay that can be reached is as good as none: it is looked for again. */
export async function lookAtOwn(
  engine: Pick<Engine, 'store' | 'crypto' | 'sync' | 'homes' | 'stopping'>,
): Promise<Uint8Array | undefined> {
  const { store, crypto, sync, homes, stopping } = engine;
  const own = await readOwn(store);
  if (own?.listens !== true) return undefined;
  const watched = await watchedOf(crypto, own.secret);
  try {
    const found = await sync.lookup(homes.relays(), watched.token, stopping);
    return await commandAmong(
      crypto,
      watched,
      found.flatMap(({ bodies }) => bodies),
    );
  } catch (error) {
    if (stopping.aborted || !isSottoError(error)) throw error;
    return undefined;
  }
}
