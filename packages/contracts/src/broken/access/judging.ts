import type { Access } from '@sotto/core';
import type { Flaw } from '../../contract.ts';
import { flawOf } from '../../contract.ts';

export const admitted = { admitted: true } as const;

/** A judge that `change` stands before. */
export function judging(
  change: (
    request: Parameters<Access['judge']>[0],
    judge: Access['judge'],
  ) => ReturnType<Access['judge']>,
): Flaw<'access'> {
  return flawOf(({ judge }) => ({ judge: (request) => change(request, judge) }));
}
