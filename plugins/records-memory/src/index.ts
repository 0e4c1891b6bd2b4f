export { memoryRecords } from './memory-records.ts';
export type { MemoryRecordsOptions } from './memory-records.ts';
export { createMemoryStore } from './memory-store.ts';
export type { MemoryStore } from './memory-store.ts';
