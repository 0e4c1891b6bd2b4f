import type { Settings } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

const version = 3;

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
    // Version 2 ended here.
    lockHiddenAfterSeconds: fields.isAtEnd() ? -1 : fields.number(),
    collectWhileLocked: fields.isAtEnd() ? true : fields.flag(),
  };
  fields.end();
  return settings;
}
