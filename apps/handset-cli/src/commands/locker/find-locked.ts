import type { LockerApi, LockerNote, LockerPicture } from '@sotto/handset';
import { cliError } from '../../error.ts';

export type Locked =
  | { readonly kind: 'note'; readonly item: LockerNote }
  | { readonly kind: 'picture'; readonly item: LockerPicture };

const minChars = 4;

/** What is in the locker under an id, or the beginning of one. @throws LOCKED_ABSENT, LOCKED_AMBIGUOUS */
export async function findLocked(locker: LockerApi, id: string): Promise<Locked> {
  const notes = (await locker.notes()).map((item): Locked => ({ kind: 'note', item }));
  const pictures = (await locker.pictures()).map((item): Locked => ({ kind: 'picture', item }));
  const found = [...notes, ...pictures].filter(
    ({ item }) => id.length >= minChars && item.id.startsWith(id.toLowerCase()),
  );
  const [only, other] = found;
  if (only === undefined)
    throw cliError('LOCKED_ABSENT', 'Nothing in the locker has an id that begins so.');
  if (other !== undefined)
    throw cliError('LOCKED_AMBIGUOUS', 'Several things in the locker begin so: write more of it.');
  return only;
}
