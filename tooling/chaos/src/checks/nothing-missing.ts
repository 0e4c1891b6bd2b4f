import type { FaultKind } from '@sotto/simulator';
import { lyingFaults } from '@sotto/simulator';
import type { Check, Failure } from '../ending.ts';

/** Faults after which a message can be beyond repair: who could send it again is gone, or does not have it any more. */
const excuses: readonly FaultKind[] = [...lyingFaults, 'relay-gone', 'restore'];

/** Nobody still waits for a message, and nobody gave one up, unless a fault allows it. */
export const nothingMissing: Check = ({ survivors, faults }) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'nothing-missing', what });
  const isExcused = excuses.some((kind) => faults.includes(kind));
  for (const { who, missing, lost } of survivors) {
    if (isExcused) continue;
    if (missing > 0) fail(`${who} still waits for ${missing} messages`);
    if (lost > 0) fail(`${who} gave up ${lost} messages`);
  }
  return failures;
};
