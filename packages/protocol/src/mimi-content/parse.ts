import { decodeCbor } from '../cbor/decode.ts';
import { isBytes, isUint } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import type { Expiration, MimiContent } from './content.ts';
import { readExtensions } from './extensions.ts';
import { isMessageId } from './id.ts';
import type { MessageId } from './id.ts';
import { invalid } from './invalid.ts';
import { readParts } from './parse-part.ts';

/**
 * One message content from its bytes (draft-ietf-mimi-content-08, media type application/mimi-content).
 *
 * What is returned conforms to the draft's CDDL and its encoding, data model and depth restrictions, encodes to the same
 * bytes, and shares no memory with them. Throws `MIMI_CONTENT_INVALID`, or `CBOR_LIMIT`, `CBOR_MALFORMED`,
 * `CBOR_NOT_DETERMINISTIC` when it is not even deterministic CBOR. The clock is not asked: see `expirationIsPlausible`.
 */
export function parseMimiContent(bytes: Uint8Array): MimiContent {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxContentBytes });
  if (!isCborArray(value) || value.length !== 7) return invalid('not an array of seven');
  const [salt, replaces, topicId, expires, inReplyTo, extensions, body] = value;
  if (!isBytes(salt, 16, 16)) return invalid('salt');
  if (!isBytes(topicId, 0, protocolLimits.maxContentTopicBytes)) return invalid('topicId');
  return {
    salt,
    replaces: readReference(replaces, 'replaces'),
    topicId,
    expires: readExpiration(expires),
    inReplyTo: readReference(inReplyTo, 'inReplyTo'),
    mimiExtensions: readExtensions(extensions),
    nestedPart: readParts(body),
  };
}

function readReference(value: CborValue, field: string): MessageId | null {
  return value === null || isMessageId(value) ? value : invalid(field);
}

function readExpiration(value: CborValue): Expiration | null {
  if (value === null) return null;
  if (!isCborArray(value) || value.length !== 2) return invalid('expires');
  const [relative, time] = value;
  return typeof relative === 'boolean' && isUint(time, 0xffff_ffff)
    ? { relative, time }
    : invalid('expires');
}
