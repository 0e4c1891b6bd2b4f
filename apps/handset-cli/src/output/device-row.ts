import type { Device } from '@sotto/handset';
import { isoTime } from './iso-time.ts';

/** A device of this person. Times are to the hour. */
export interface DeviceRow {
  readonly type: 'device';
  readonly device: string;
  readonly name: string;
  readonly isThis: boolean;
  readonly addedAt: string;
  /** Absent while it is in use. */
  readonly revokedAt?: string;
}

/** What a new device shows to be linked: a secret for ten minutes. */
export interface DeviceCodeRow {
  readonly type: 'device-code';
  readonly code: string;
}

export function deviceRow({ id, name, isThis, addedAtMs, revokedAtMs }: Device): DeviceRow {
  return {
    type: 'device',
    device: id,
    name,
    isThis,
    addedAt: isoTime(addedAtMs),
    ...(revokedAtMs === undefined ? {} : { revokedAt: isoTime(revokedAtMs) }),
  };
}
