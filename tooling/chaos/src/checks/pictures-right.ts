import type { FaultKind } from '@sotto/simulator';
import type { Check, Failure } from '../ending.ts';

/** Faults that take a sealed picture from its relay. */
const excuses: readonly FaultKind[] = ['relay-gone', 'relay-rollback'];

/** A picture that is shown is the picture that was sent; and it can be had, unless its relay lost it. */
export const picturesRight: Check = ({ ends, faults }) => {
  const failures: Failure[] = [];
  const fail = (what: string): void => void failures.push({ check: 'pictures-right', what });
  const isExcused = excuses.some((kind) => faults.includes(kind));
  for (const { who, talk, wrongPictures, absentPictures } of ends) {
    for (const number of wrongPictures)
      fail(`${who} has another picture than was sent as message ${number} of ${talk}`);
    for (const { number, code } of isExcused ? [] : absentPictures)
      fail(`${who} cannot have the picture of message ${number} of ${talk}: ${code}`);
  }
  return failures;
};
