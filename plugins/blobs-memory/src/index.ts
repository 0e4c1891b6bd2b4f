export { createMemoryBlobStore, memoryBlobs } from './memory-blobs.ts';
export type { MemoryBlobsOptions, MemoryBlobStore } from './memory-blobs.ts';
