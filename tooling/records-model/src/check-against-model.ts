import type { Records } from '@sotto/core';
import fc from 'fast-check';
import type { System } from './commands.ts';
import { commands } from './commands.ts';
import type { SortedModel } from './sorted-model.ts';

/** A fresh, empty store. */
export interface RecordsUnderTest {
  /** Opens the store; again after it was closed. */
  readonly open: () => Promise<Records>;
  readonly dispose?: () => Promise<void>;
}

export interface ModelCheckOptions {
  readonly runs: number;
}

/**
 * Runs random calls against the records and against a sorted map, and throws the shortest sequence found on which
 * they differ. The seed is in the message.
 */
export async function checkAgainstModel(
  make: () => Promise<RecordsUnderTest>,
  { runs }: ModelCheckOptions,
): Promise<void> {
  const property = fc.asyncProperty(commands, async (list) => {
    const subject = await make();
    const system: System = { records: await subject.open(), open: subject.open };
    const model: SortedModel = new Map();
    try {
      await fc.asyncModelRun(() => ({ model, real: system }), list);
    } finally {
      await system.records.close();
      await subject.dispose?.();
    }
  });
  await fc.assert(property, { numRuns: runs });
}
