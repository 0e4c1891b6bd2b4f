import type { Settings } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

const version = 3;

/** Of a handset whose person has chosen nothing. Why it locks by itself: `docs/decisions/locking.md`. */
export const defaultSettings: Settings = {
  sendReadReceipts: true,
  sendDeliveryReceipts: true,
  sendTyping: true,
  lockAfterSeconds: 900,
  lockHiddenAfterSeconds: 300,
  collectWhileLocked: true,
  language: '',
};

/** In `settings`. */
export function encodeSettings(settings: Settings): Uint8Array {
  return encodeFields(version, [
    settings.sendReadReceipts,
    settings.sendDeliveryReceipts,
    settings.sendTyping,
    settings.lockAfterSeconds,
    settings.language,
    settings.lockHiddenAfterSeconds,
    settings.collectWhileLocked,
  ]);
}

export function decodeSettings(value: Uint8Array): Settings {
  const fields = readFields(value, version);
  const settings = {
    sendReadReceipts: fields.flag(),
    sendDeliveryReceipts: fields.flag(),
    sendTyping: fields.flag(),
    lockAfterSeconds: fields.number(),
    language: fields.text(),
    // Version 2 ended here: nobody has chosen these.
    lockHiddenAfterSeconds: fields.isAtEnd()
      ? defaultSettings.lockHiddenAfterSeconds
      : fields.number(),
    collectWhileLocked: fields.isAtEnd() ? defaultSettings.collectWhileLocked : fields.flag(),
  };
  fields.end();
  return settings;
}
