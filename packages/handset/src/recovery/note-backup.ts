import type { RelayUrl } from '@sotto/core';
import type { BackupRecord } from '../backup/book.ts';
import type { Engine } from '../engine.ts';
import { placeElsewhere } from '../group/elsewhere.ts';
import { handsetLimits } from '../limits.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import { dayOf, encodeList, finderPoint, sealNote } from './finder.ts';

/**
 * Notes at the relay that has it where a backup for the paper key is: as the newest, under this day. @returns for how many seconds the relay keeps it
 * @throws what `placeElsewhere` and `sync.register` throw
 */
export async function noteBackup(
  engine: Engine,
  { finder }: RecoveryRecord,
  { blobs, name }: BackupRecord,
): Promise<number> {
  const { crypto, clock, sync, stopping } = engine;
  const relay = name as RelayUrl;
  const list = await placeElsewhere(engine, encodeList(blobs), [relay]);
  const point = await finderPoint(crypto, finder, dayOf(clock.now()));
  const body = await sealNote(crypto, point, list);
  const { limits } = await sync.sessionAny([relay], stopping);
  const ttlSeconds = Math.min(handsetLimits.blobTtlSeconds, limits.maxTtlSeconds);
  await sync.register([relay], point.token, body, ttlSeconds, stopping);
  return ttlSeconds;
}
