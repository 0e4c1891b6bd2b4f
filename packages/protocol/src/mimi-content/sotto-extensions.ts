import type { IdentityHash } from '@sotto/core';
import { isBytes } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import type { CborValue } from '../cbor/value.ts';
import { identityHashBytes } from '../identity/identity-hash.ts';
import { protocolLimits } from '../limits.ts';
import type { MimiContent, MimiExtensions } from './content.ts';
import { invalid } from './invalid.ts';

const mentionsKey = -1;
const forwardedKey = -2;
const viewOnceKey = -3;

/** Extensions of our own, under keys of the private range. */
export interface SottoExtensions {
  /** Who is to be told that they are spoken of: at most 64 identities. */
  readonly mentions?: readonly IdentityHash[] | undefined;
  /** The body is somebody else's, passed on. */
  readonly forwarded?: boolean | undefined;
  /** The body is to be shown once, on one device. */
  readonly viewOnce?: boolean | undefined;
}

/**
 * The identities that a content mentions (extension -1), none when it says none. The key is private to whoever uses it, so
 * something else under it is no mention rather than an invalid content.
 */
export function mentionsOf(content: MimiContent): readonly IdentityHash[] {
  return readMentions(content.mimiExtensions.get(mentionsKey)) ?? [];
}

/** True when a content says that it was forwarded (extension -2 is true). */
export function isForwarded(content: MimiContent): boolean {
  return content.mimiExtensions.get(forwardedKey) === true;
}

/** True when a content says that it is to be shown once (extension -3 is true). */
export function isViewOnce(content: MimiContent): boolean {
  return content.mimiExtensions.get(viewOnceKey) === true;
}

/** No key for what is not said. Throws `MIMI_CONTENT_INVALID` for more than 64 mentions or one that is no hash. */
export function sottoExtensions({
  mentions,
  forwarded,
  viewOnce,
}: SottoExtensions): MimiExtensions {
  const extensions = new Map<number, CborValue>();
  if (mentions !== undefined && mentions.length > 0)
    extensions.set(mentionsKey, readMentions(mentions) ?? invalid('mentions'));
  if (forwarded === true) extensions.set(forwardedKey, true);
  if (viewOnce === true) extensions.set(viewOnceKey, true);
  return extensions;
}

function readMentions(value: CborValue): readonly IdentityHash[] | undefined {
  return readArray(value, { min: 1, max: protocolLimits.maxContentMentions }, (item) =>
    isBytes(item, identityHashBytes, identityHashBytes) ? (item as IdentityHash) : undefined,
  );
}
