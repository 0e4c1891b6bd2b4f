import { noBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Extension } from '../wire/extension.ts';
import type { KeyPackage } from '../wire/key-package.ts';
import { componentIds, findComponent, withComponent } from './app-data-dictionary.ts';

/**
 * Extensions of a KeyPackage with the mark that it is one of last resort, which may be used more than once when all others
 * are used up (RFC 9420 §16.8; `last_resort_key_package` of draft-ietf-mls-extensions). The client that makes it lists
 * `extensionTypes.appDataDictionary` in its capabilities.
 */
export function lastResortExtensions(extensions: readonly Extension[] = []): readonly Extension[] {
  return withComponent(extensions, componentIds.lastResortKeyPackage, noBytes);
}

/**
 * Whether a KeyPackage is marked as one of last resort.
 *
 * @throws MLS_MALFORMED when the mark says more than that; what reading the dictionary throws
 */
export function isLastResort({ extensions }: Pick<KeyPackage, 'extensions'>): boolean {
  const mark = findComponent(extensions, componentIds.lastResortKeyPackage);
  if (mark !== undefined && mark.length > 0) {
    throw new MlsError('MLS_MALFORMED', 'The mark of a last-resort KeyPackage is not empty.');
  }
  return mark !== undefined;
}
