import type { FrameControl } from '@sotto/protocol';
import { parseSyncEntry } from '../storage/sync-entry.ts';
import { partsOf } from './sync-keys.ts';

/** What was typed and not sent is not to lie in a frame that is kept for who missed it, when it is long gone where it was typed. */
export function isFleetingKey(key: string): boolean {
  return partsOf(key)[0] === 'draft';
}

/** Words to one's other devices that are said once: who misses them hears the next ones. */
export function isFleeting(control: FrameControl | undefined): boolean {
  if (control?.kind !== 'sync') return false;
  const keys = control.records.map((record) => parseSyncEntry(record)?.key);
  return keys.every((key) => key !== undefined && isFleetingKey(key));
}
