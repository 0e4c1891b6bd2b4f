import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';

/** A name that this reader gives, as it is kept. @throws NAME_TOO_LONG */
export function checkPetname(petname: string): string {
  const name = petname.toWellFormed().trim();
  if ([...name].length > handsetLimits.maxPetnameChars)
    throw handsetError('NAME_TOO_LONG', 'The name is too long.');
  return name;
}
