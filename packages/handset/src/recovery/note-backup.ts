import type { BackupRecord } from '../backup/book.ts';
import type { Engine } from '../engine.ts';
import { placeElsewhere } from '../group/elsewhere.ts';
import { handsetLimits } from '../limits.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import { dayOf, encodeList, finderPoint, sealNote } from './finder.ts';

/** Notes at the relay that has it where a backup for the paper key is. @throws what `placeElsewhere` and `sync.register` throw */
export async function noteBackup(
  engine: Engine,
  { finder }: RecoveryRecord,
  { blobs, madeAtMs }: BackupRecord,
): Promise<void> {
  const { crypto, sync, stopping } = engine;
  const list = await placeElsewhere(engine, encodeList(blobs));
  const point = await finderPoint(crypto, finder, dayOf(madeAtMs));
  const body = await sealNote(crypto, point, list);
  const ttlSeconds = handsetLimits.blobTtlSeconds;
  await sync.register([list.relay], point.token, body, ttlSeconds, stopping);
}
