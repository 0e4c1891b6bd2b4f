import { bytesEqual } from '@sotto/protocol';
import type { DeviceId, IdentityId, LostDevice, WipeableDevice } from '../api.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { tables } from '../storage/tables.ts';
import type { CommandedLost, KnownLost } from './lost-records.ts';
import { decodeCommandedLost, decodeKnownLost } from './lost-records.ts';
import { readOwn } from './own-lost.ts';

export async function lostView({
  store,
  self,
}: Pick<Engine, 'store' | 'self'>): Promise<LostDevice> {
  const own = await readOwn(store);
  const all = new Map<string, { readonly known: KnownLost; readonly command?: CommandedLost }>();
  for await (const value of store.values(tables.lostKnown)) {
    const known = decodeKnownLost(value);
    all.set(toHex(known.device), { known });
  }
  for await (const value of store.values(tables.lostCommands)) {
    const command = decodeCommandedLost(value);
    all.set(toHex(command.device), { known: command, command });
  }
  return {
    listens: own?.listens ?? false,
    beforeUnlock: own?.beforeUnlock ?? false,
    trusted: (own?.trusted ?? []).map((each) => toHex(each) as IdentityId),
    devices: Array.from(all.values(), ({ known, command }): WipeableDevice => ({
      device: toHex(known.device) as DeviceId,
      identity: toHex(known.identity) as IdentityId,
      isOwn: bytesEqual(known.identity, self.identity),
      ...(command
        ? {
            command: {
              askedAtMs: command.askedAtMs,
              atRelays: command.at.length,
              ofRelays: command.relays.length,
              ...(command.heardAtMs > 0 ? { heardAtMs: command.heardAtMs } : {}),
            },
          }
        : {}),
    })),
  };
}
