import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { MimiContent } from './content.ts';
import { encodeMimiContent } from './encode.ts';
import { mimiRoomUri, mimiSenderUri } from './extensions.ts';
import { parseMimiContent } from './parse.ts';
import type { MessageId } from './id.ts';

/** What a message id is made of. A URI that is left out is taken from the content's extensions 1 and 2. */
export interface MimiMessageIdInput {
  /** Bytes as they were received, or a value (which has one encoding). */
  readonly content: Uint8Array | MimiContent;
  readonly senderUri?: string;
  readonly roomUri?: string;
}

/**
 * The id of a message, 32 bytes (draft-ietf-mimi-content-08, Message ID):
 *
 *     0x01 ‖ first 31 bytes of SHA-256( len16(sender) ‖ sender ‖ len16(room) ‖ room ‖ content ‖ salt )
 *
 * `mimiMessageId(bytes)` takes both URIs from the content. Throws `MIMI_ID_INPUT` when a URI is known from nowhere or
 * too long, or when a given one contradicts the content (a sender who claims to be another); and whatever
 * `parseMimiContent` throws.
 */
export function mimiMessageId(input: Uint8Array | MimiContent | MimiMessageIdInput): MessageId {
  const { content: given, senderUri, roomUri } = 'content' in input ? input : { content: input };
  const bytes = given instanceof Uint8Array ? given : encodeMimiContent(given);
  const content = parseMimiContent(bytes);
  const digest = sha256(
    concatBytes(
      lengthPrefixed(agree(senderUri, mimiSenderUri(content), 'sender')),
      lengthPrefixed(agree(roomUri, mimiRoomUri(content), 'room')),
      bytes,
      content.salt,
    ),
  );
  const id = new Uint8Array(32);
  id[0] = 1;
  id.set(digest.subarray(0, 31), 1);
  return id as MessageId;
}

function agree(given: string | undefined, contained: string | undefined, which: string): string {
  if (given !== undefined && contained !== undefined && given !== contained) {
    throw protocolError(
      'MIMI_ID_INPUT',
      `The content names another ${which} than the one it came from.`,
    );
  }
  const uri = given ?? contained;
  if (uri === undefined)
    throw protocolError('MIMI_ID_INPUT', `The ${which} of the content is not known.`);
  return uri;
}

function lengthPrefixed(uri: string): Uint8Array {
  const bytes = encodeUtf8(uri);
  if (bytes.length > protocolLimits.maxContentUriBytes)
    throw protocolError('MIMI_ID_INPUT', 'A URI is too long.');
  return concatBytes(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
}
