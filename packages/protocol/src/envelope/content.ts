import { blobPlaceToCbor, readBlobPlace } from '../blob-place.ts';
import type { BlobPlace } from '../blob-place.ts';
import { concatBytes } from '../bytes.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';

/**
 * What is in an envelope once it is opened and its padding is off: a byte that says the kind, and the kind's own payload.
 *
 * - `mls` (1): an MLSMessage, 1 to 65,536 bytes.
 * - `aside` (2): what `parseAside` reads, 1 to 65,536 bytes.
 * - `hint` (3): nothing more. A commit was registered in the epoch whose key seals the envelope: look.
 * - `elsewhere` (4): the place of a blob that holds an MLSMessage too long for an envelope.
 *
 * The largest bucket holds a payload of 65,534 bytes: padding takes one byte, and the kind another.
 */
export type EnvelopeContent =
  | { readonly kind: 'mls'; readonly message: Uint8Array }
  | { readonly kind: 'aside'; readonly aside: Uint8Array }
  | { readonly kind: 'hint' }
  | { readonly kind: 'elsewhere'; readonly place: BlobPlace };

const codes = { mls: 1, aside: 2, hint: 3, elsewhere: 4 } as const;

/** Throws as `parseEnvelopeContent` does. */
export function encodeEnvelopeContent(content: EnvelopeContent): Uint8Array {
  const bytes = concatBytes(Uint8Array.of(codes[content.kind]), payloadOf(content));
  parseEnvelopeContent(bytes);
  return bytes;
}

/**
 * `message` and `aside` are views of `bytes`, not copies. Throws `ENVELOPE_CONTENT_MALFORMED`, also for a kind that this
 * version does not know, or the `CBOR_` codes of `decodeCbor` for a place.
 */
export function parseEnvelopeContent(bytes: Uint8Array): EnvelopeContent {
  const payload = bytes.subarray(1);
  if (payload.length > protocolLimits.maxEnvelopePayloadBytes) malformed('too long');
  switch (bytes[0]) {
    case codes.mls:
      return { kind: 'mls', message: atLeastOneByte(payload) };
    case codes.aside:
      return { kind: 'aside', aside: atLeastOneByte(payload) };
    case codes.hint:
      return payload.length === 0 ? { kind: 'hint' } : malformed('a hint with a payload');
    case codes.elsewhere:
      return {
        kind: 'elsewhere',
        place: readBlobPlace(decodeCbor(payload)) ?? malformed('place'),
      };
    default:
      return malformed('kind');
  }
}

function payloadOf(content: EnvelopeContent): Uint8Array {
  switch (content.kind) {
    case 'mls':
      return content.message;
    case 'aside':
      return content.aside;
    case 'hint':
      return new Uint8Array(0);
    case 'elsewhere':
      return encodeCbor(blobPlaceToCbor(content.place));
  }
}

function atLeastOneByte(payload: Uint8Array): Uint8Array {
  return payload.length > 0 ? payload : malformed('empty');
}

function malformed(what: string): never {
  throw protocolError(
    'ENVELOPE_CONTENT_MALFORMED',
    `The envelope's content is not valid: ${what}.`,
  );
}
