import type { Protection } from '@sotto/handset';

/** What the passphrase is protected by. It never tells whether there is a duress passphrase. */
export interface ProtectionRow {
  readonly type: 'protection';
  readonly memoryKiB: number;
  readonly passes: number;
  /** The wrong try that erases everything; 0 for none. */
  readonly maxTries: number;
  readonly wrongTries: number;
  /** So long the next try waits. */
  readonly waitMs: number;
}

export function protectionRow({ cost, maxTries, wrongTries, waitMs }: Protection): ProtectionRow {
  const { memoryKiB, passes } = cost;
  return { type: 'protection', memoryKiB, passes, maxTries, wrongTries, waitMs };
}

export function protectionText({ memoryKiB, passes, maxTries, wrongTries }: ProtectionRow): string {
  const cost = `A try of a passphrase costs ${Math.round(memoryKiB / 1_024)} MiB and ${passes} passes`;
  const end =
    maxTries === 0
      ? 'wrong ones wait, and erase nothing'
      : `wrong ones wait longer and longer, and number ${maxTries} erases everything`;
  return `${cost}; ${end}. Wrong so far: ${wrongTries}.`;
}
