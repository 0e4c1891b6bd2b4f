import type { CleanOptions } from '@sotto/core';
import { handsetLimits } from '../limits.ts';

/** For pictures that are handed in, and for those that arrive. */
export const cleanLimits: Omit<CleanOptions, 'signal'> = {
  maxInputBytes: handsetLimits.maxPictureInputBytes,
  maxInputPixels: handsetLimits.maxPicturePixels,
  maxSidePixels: handsetLimits.maxPictureSidePixels,
};
