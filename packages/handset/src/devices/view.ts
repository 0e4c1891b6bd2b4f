import { bytesEqual } from '@sotto/protocol';
import type { Device, DeviceId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { tables } from '../storage/tables.ts';

const hourMs = 3_600_000;

/** The devices of this identity, this one first, then in the order in which they were added. */
export async function deviceViews({
  chains,
  self,
  store,
}: Pick<Engine, 'chains' | 'self' | 'store'>): Promise<readonly Device[]> {
  const views: Device[] = [];
  for (const { key, role, addedAtHour, revokedAtHour } of chains.of(self.identity)?.devices ?? []) {
    const name = await store.get({ table: tables.deviceNames, id: key });
    views.push({
      id: toHex(key) as DeviceId,
      name: name === undefined ? '' : new TextDecoder().decode(name),
      isThis: bytesEqual(key, self.device.key),
      role,
      addedAtMs: addedAtHour * hourMs,
      ...(revokedAtHour === undefined ? {} : { revokedAtMs: revokedAtHour * hourMs }),
    });
  }
  return views.toSorted((a, b) => Number(b.isThis) - Number(a.isThis));
}
