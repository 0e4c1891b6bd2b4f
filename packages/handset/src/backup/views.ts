import type { Backup, BackupDrill } from '../api.ts';
import { toHex } from '../hex.ts';
import type { BackupRecord } from './book.ts';
import { tags } from './tags.ts';

export function backupView(record: BackupRecord): Backup {
  const { place, name, madeAtMs, bytes, counts, drill } = record;
  return {
    id: toHex(record.id),
    ...{ place, name, madeAtMs, bytes },
    messages: counts.get(tags.message) ?? 0,
    ...(drill === undefined ? {} : { drill: drillView(drill) }),
  };
}

export function drillView({ atMs, failure }: NonNullable<BackupRecord['drill']>): BackupDrill {
  return { atMs, isGood: failure === '', ...(failure === '' ? {} : { failure }) };
}
