import { erase } from '../bytes.ts';
import type { NewCover } from './vault-parts.ts';

/** Overwrites the records of a cover, once they are sealed. */
export function eraseCover({ first, beside }: NewCover): void {
  for (const change of [...first, ...beside]) if ('put' in change) erase(change.value);
}
