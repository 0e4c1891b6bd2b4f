import type { IdentityHash } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { parseSafetyCode, safetyCodeMatches } from '@sotto/protocol';

/** Whether a code that was scanned is that of this contact for this person. What is no such code is none. */
export function scannedMatches(qr: string, own: IdentityHash, contact: IdentityHash): boolean {
  try {
    return safetyCodeMatches(parseSafetyCode(qr), own, contact);
  } catch (error) {
    if (isSottoError(error, 'SAFETY_CODE_MALFORMED')) return false;
    throw error;
  }
}
