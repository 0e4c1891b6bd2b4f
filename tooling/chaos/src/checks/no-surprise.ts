import type { Check } from '../ending.ts';

/** Calls fail by codes that their contract names, or because their handset died. */
export const noSurprise: Check = ({ ledger }) =>
  ledger.surprises.map((what) => ({ check: 'no-surprise', what }));
