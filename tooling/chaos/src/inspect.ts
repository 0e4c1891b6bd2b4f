import type { Inspect } from './collect.ts';

/** How conversations are looked into; nobody can yet. */
export const inspect: Inspect | undefined = undefined;
