import { SottoError } from '@sotto/core';
import type { AccessInviteErrorCode } from './error-codes.ts';
import { accessInviteLimits } from './limits.ts';

const idForm = /^[0-9a-f]{32}$/;

/**
 * The ids in a list of revoked credits: UTF-8 text, one id of 32 hex digits a line; empty lines and those that begin with `#` are
 * passed over.
 *
 * @throws REVOCATIONS_MALFORMED for any other line, and past `accessInviteLimits`
 */
export function parseRevocationList(bytes: Uint8Array): ReadonlySet<string> {
  if (bytes.length > accessInviteLimits.maxRevocationListBytes) throw malformed('it is too long');
  const ids = new Set<string>();
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const id = text.toLowerCase();
    if (!idForm.test(id)) throw malformed(`line ${index + 1} is no id`);
    ids.add(id);
    if (ids.size > accessInviteLimits.maxRevokedCredits) throw malformed('it holds too many ids');
  }
  return ids;
}

/** The list with these ids, as `parseRevocationList` reads it. */
export function encodeRevocationList(ids: Iterable<string>): Uint8Array {
  const lines = ['# Invites that a relay with --access invite admits no more.', ...ids, ''];
  const bytes = new TextEncoder().encode(lines.join('\n'));
  parseRevocationList(bytes);
  return bytes;
}

function malformed(why: string): SottoError<AccessInviteErrorCode> {
  return new SottoError(
    'REVOCATIONS_MALFORMED',
    `The list of revoked invites is unusable: ${why}.`,
  );
}
