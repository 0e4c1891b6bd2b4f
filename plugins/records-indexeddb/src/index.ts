export { destroyIndexeddbRecords } from './destroy-records.ts';
export { indexeddbRecords } from './indexeddb-records.ts';
export type { IndexeddbRecordsOptions } from './indexeddb-records.ts';
