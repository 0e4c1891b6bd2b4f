import type { DeviceId, IdentityId, LostDevice, LostDeviceApi } from '@sotto/handset';
import type { Stage } from './stage.ts';

/** One’s laptop, and a device of a contact, may be wiped from here. */
export function fakeLost(
  { me, tell }: Stage,
  contact: IdentityId,
  laptop: DeviceId,
): LostDeviceApi {
  let now: LostDevice = {
    ...{ listens: false, beforeUnlock: false, trusted: [] },
    devices: [
      { device: laptop, identity: me, isOwn: true },
      { device: 'dd'.repeat(32) as DeviceId, identity: contact, isOwn: false },
    ],
  };
  const change = async (part: Partial<LostDevice>): Promise<LostDevice> => {
    now = { ...now, ...part };
    tell({ type: 'devices' });
    return now;
  };
  return {
    view: async () => now,
    listen: ({ isOn, beforeUnlock = now.beforeUnlock }) =>
      change({ listens: isOn, beforeUnlock: isOn && beforeUnlock }),
    trust: (identity, isTrusted) =>
      change({
        listens: now.listens || isTrusted,
        trusted: isTrusted
          ? [...now.trusted, identity]
          : now.trusted.filter((each) => each !== identity),
      }),
    wipe: (device) =>
      change({
        devices: now.devices.map((each) =>
          each.device === device
            ? { ...each, command: { askedAtMs: Date.now(), atRelays: 0, ofRelays: 1 } }
            : each,
        ),
      }),
  };
}
