import { bytesEqual } from '@sotto/protocol';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { loadPin } from '../network/pin.ts';
import { loadSettings } from '../settings.ts';
import { decodeSelf } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { makeCover } from './make-cover.ts';
import type { Cover, CoverOptions } from './make-cover.ts';
import type { CoverParts } from './stage.ts';

/**
 * A cover that could be of whoever owns the handset in this volume: at the same relays, in the same network, in the same language.
 * @throws VAULT_BROKEN when there is no handset
 */
export async function makeCoverBeside(
  parts: CoverParts,
  volume: SealedStore,
  options: Pick<CoverOptions, 'mailboxesFromMs'> = {},
): Promise<Cover> {
  const stored = await volume.get({ table: tables.self, id: 'self' });
  if (stored === undefined) throw handsetError('VAULT_BROKEN', 'The vault holds no handset.');
  const { homes, suggestedName, holderSeed, deviceSeed } = decodeSelf(stored);
  const pinned = (await loadPin(volume)).hash();
  const settings = await loadSettings(volume);
  return makeCover(parts, {
    ...{ homes, suggestedName, ...options },
    language: settings.read().language,
    // Of a handset that was made before it had one of its own, it would tell the key of its device.
    holderSeed: bytesEqual(holderSeed, deviceSeed) ? undefined : holderSeed,
    charterHash: pinned && toHex(pinned),
    nowMs: parts.clock.now(),
  });
}
