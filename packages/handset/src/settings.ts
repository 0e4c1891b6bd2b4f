import type { Settings } from './api.ts';
import { decodeSettings, defaultSettings, encodeSettings } from './storage/settings-record.ts';
import { tables } from './storage/tables.ts';
import type { SealedStore } from './vault/sealed-store.ts';

const name = { table: tables.settings, id: 'settings' } as const;
const maxLanguageChars = 64;

/** The settings as they are stored, and their changes, one after the other. */
export interface SettingsBook {
  readonly read: () => Settings;
  readonly change: (change: Partial<Settings>) => Promise<Settings>;
}

export async function loadSettings(store: SealedStore): Promise<SettingsBook> {
  const stored = await store.get(name);
  let settings = stored ? decodeSettings(stored) : defaultSettings;
  return {
    read: () => settings,
    change: async (change) => {
      const next: Settings = {
        sendReadReceipts: change.sendReadReceipts ?? settings.sendReadReceipts,
        sendDeliveryReceipts: change.sendDeliveryReceipts ?? settings.sendDeliveryReceipts,
        sendTyping: change.sendTyping ?? settings.sendTyping,
        lockAfterSeconds: Math.max(
          0,
          Math.floor(change.lockAfterSeconds ?? settings.lockAfterSeconds),
        ),
        lockHiddenAfterSeconds: Math.max(
          -1,
          Math.floor(change.lockHiddenAfterSeconds ?? settings.lockHiddenAfterSeconds),
        ),
        collectWhileLocked: change.collectWhileLocked ?? settings.collectWhileLocked,
        language: (change.language ?? settings.language).slice(0, maxLanguageChars),
      };
      settings = next;
      await store.write([{ put: name, value: encodeSettings(next) }]);
      return next;
    },
  };
}
