import type { Flaws } from '../contract.ts';
import type { RecordsClauseId } from '../records.ts';
import { recordsLifeFlaws } from './records/life-flaws.ts';
import { recordsRangeFlaws } from './records/range-flaws.ts';
import { recordsRoomFlaws } from './records/room-flaws.ts';
import { recordsValueFlaws } from './records/value-flaws.ts';
import { recordsWriteFlaws } from './records/write-flaws.ts';

/** For each clause of the `records` point, an implementation that breaks it. */
export const brokenRecords: Flaws<RecordsClauseId, 'records'> = {
  ...recordsValueFlaws,
  ...recordsRangeFlaws,
  ...recordsWriteFlaws,
  ...recordsLifeFlaws,
  ...recordsRoomFlaws,
};
