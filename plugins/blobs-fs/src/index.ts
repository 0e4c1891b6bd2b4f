export { fsBlobs } from './fs-blobs.ts';
export type { FsBlobsOptions } from './fs-blobs.ts';
