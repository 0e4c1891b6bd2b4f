import type { BlobsClauseId } from '../blobs.ts';
import type { Flaws } from '../contract.ts';
import { blobsAppendFlaws } from './blobs/append-flaws.ts';
import { blobsLifeFlaws } from './blobs/life-flaws.ts';
import { blobsReadFlaws } from './blobs/read-flaws.ts';

/** For each clause of the `blobs` point, an implementation that breaks it. */
export const brokenBlobs: Flaws<BlobsClauseId, 'blobs'> = {
  ...blobsAppendFlaws,
  ...blobsReadFlaws,
  ...blobsLifeFlaws,
};
