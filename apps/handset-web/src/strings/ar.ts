import { arBase } from './ar-base.ts';
import { arDevices } from './ar-devices.ts';
import { arGroups } from './ar-groups.ts';
import { arLock } from './ar-lock.ts';
import { arLocker } from './ar-locker.ts';
import { arMessages } from './ar-messages.ts';
import { arNetwork } from './ar-network.ts';
import { arRelays } from './ar-relays.ts';
import { arVault } from './ar-vault.ts';
import { arLost } from './ar-lost.ts';
import { arWipe } from './ar-wipe.ts';
import type { Strings } from './en.ts';

export const ar: Strings = {
  ...arBase,
  ...arMessages,
  ...arGroups,
  ...arDevices,
  ...arRelays,
  ...arNetwork,
  ...arLock,
  ...arLocker,
  ...arVault,
  ...arLost,
  ...arWipe,
};
