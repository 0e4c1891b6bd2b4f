import { isCborArray } from './value.ts';
import type { CborValue } from './value.ts';

/**
 * The items of an array, each as `read` gives it. `undefined` when the value is no array, has fewer than `min` or more
 * than `max` items, or `read` answers `undefined` for one of them.
 */
export function readArray<T extends object | string>(
  value: CborValue,
  { min, max }: { readonly min: number; readonly max: number },
  read: (item: CborValue) => T | undefined,
): readonly T[] | undefined {
  if (!isCborArray(value) || value.length < min || value.length > max) return undefined;
  const items: T[] = [];
  for (const item of value) {
    const taken = read(item);
    if (taken === undefined) return undefined;
    items.push(taken);
  }
  return items;
}
