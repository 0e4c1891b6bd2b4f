import type { CleanOptions } from '@sotto/core';
import { handsetLimits } from '../limits.ts';

/** For pictures that are handed in. */
export const cleanLimits: Omit<CleanOptions, 'signal'> = {
  maxInputBytes: handsetLimits.maxPictureInputBytes,
  maxInputPixels: handsetLimits.maxPicturePixels,
  maxSidePixels: handsetLimits.maxPictureSidePixels,
};

/** For pictures that arrive: no more than what cleaning makes, so that looking at one costs no more than that. */
export const arrivedLimits: Omit<CleanOptions, 'signal'> = {
  maxInputBytes: handsetLimits.maxPictureBytes,
  maxInputPixels: handsetLimits.maxPictureSidePixels ** 2,
  maxSidePixels: handsetLimits.maxPictureSidePixels,
};
