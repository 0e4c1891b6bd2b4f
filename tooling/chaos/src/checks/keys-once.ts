import type { Check } from '../ending.ts';

/** No key seals two things. */
export const keysOnce: Check = ({ keysUsedTwice }) =>
  keysUsedTwice.map((what) => ({ check: 'keys-once', what }));
