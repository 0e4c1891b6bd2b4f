export { destroySqliteRecords } from './destroy-records.ts';
export { sqliteRecords } from './sqlite-records.ts';
export type { SqliteRecordsOptions } from './sqlite-records.ts';
