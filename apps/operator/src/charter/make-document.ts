import type { Charter, CharterDocument } from '@sotto/charter';
import { encodeCharter, parseCharter } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import { operatorError } from '../error.ts';

/** @throws OPERATOR_FORMAT with the rule of charters that it breaks */
export function makeDocument(charter: Charter): CharterDocument {
  try {
    return parseCharter(encodeCharter(charter));
  } catch (error) {
    // Its messages name a field and nothing that stands in it.
    if (isSottoError(error, 'CHARTER_MALFORMED'))
      throw operatorError('OPERATOR_FORMAT', error.message, error);
    throw error;
  }
}
