import { readFileSync, statSync } from 'node:fs';
import type { Log } from '@sotto/core';
import { isSottoError, SottoError } from '@sotto/core';
import type { AccessInviteErrorCode } from './error-codes.ts';
import { accessInviteLimits } from './limits.ts';
import { parseRevocationList } from './revocation-list.ts';

/** Which credits were taken back, as a file says that is read again whenever it changed. */
export interface Revocations {
  readonly has: (id: string) => boolean;
  /** Looks at the file. `true` when the list is another since the last look. */
  readonly look: () => boolean;
}

/**
 * No file is an empty list. Once there was one, a file that is gone or cannot be read changes nothing until it is well again: a
 * slip of an editor must not let anybody back in.
 *
 * @throws REVOCATIONS_MALFORMED, or what reading gave, at the start
 */
export function openRevocations(path: string, log: Log): Revocations {
  let ids: ReadonlySet<string> = new Set();
  let seen = 'absent';

  const look = (): boolean => {
    const stamp = stampOf(path);
    if (stamp === seen) return false;
    if (stamp === 'absent') {
      log.error('revoked-invites-gone');
      seen = stamp;
      return false;
    }
    // Marked as seen only when it was read whole: a failed look is tried again with the next.
    ids = parseRevocationList(readBounded(path));
    seen = stamp;
    log.info('revoked-invites-read', { count: ids.size });
    return true;
  };

  look();
  let isFailing = false;
  return {
    has: (id) => ids.has(id),
    look: () => {
      try {
        const isAnother = look();
        isFailing = false;
        return isAnother;
      } catch (error) {
        const code = isSottoError(error) ? error.code : 'UNREADABLE';
        if (!isFailing) log.error('revoked-invites-unusable', { code });
        isFailing = true;
        return false;
      }
    },
  };
}

function stampOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'absent' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

function readBounded(path: string): Uint8Array {
  if (statSync(path).size > accessInviteLimits.maxRevocationListBytes)
    throw new SottoError<AccessInviteErrorCode>(
      'REVOCATIONS_MALFORMED',
      'The list of revoked invites is unusable: it is too long.',
    );
  return readFileSync(path);
}
