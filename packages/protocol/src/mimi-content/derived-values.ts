import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, isText, isUint } from '../cbor/int-map.ts';
import { isCborArray, isCborMap, isCborTag } from '../cbor/value.ts';
import type { CborTag, CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isMessageId } from './id.ts';
import type { MessageId } from './id.ts';

/**
 * What is known of a message beside its content (draft-ietf-mimi-content-08, `MessageDerivedValues`). Never sent with
 * it; a form for exports and for comparing implementations.
 */
export interface MimiDerivedValues {
  readonly messageId: MessageId;
  /** Milliseconds since the UNIX epoch, or an extended time (tag 1001, RFC 9581 §3). */
  readonly hubAcceptedTimestamp: number | CborTag;
  readonly mlsGroupId: Uint8Array;
  readonly senderLeafIndex: number;
  readonly senderClientUrl: string;
  readonly senderUserUrl: string;
  readonly roomUrl: string;
}

const extendedTimeTag = 1001;

/** Throws `MIMI_DERIVED_INVALID`, or the `CBOR_` codes of `decodeCbor`. */
export function parseMimiDerivedValues(bytes: Uint8Array): MimiDerivedValues {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxContentBytes });
  if (!isCborArray(value) || value.length !== 7) throw invalid();
  const [
    messageId,
    timestamp,
    mlsGroupId,
    senderLeafIndex,
    senderClientUrl,
    senderUserUrl,
    roomUrl,
  ] = value;
  if (
    !isMessageId(messageId) ||
    !isTimestamp(timestamp) ||
    !isBytes(mlsGroupId, 0, protocolLimits.maxContentBytes) ||
    !isUint(senderLeafIndex, 0xffff_ffff) ||
    !isText(senderClientUrl, protocolLimits.maxContentUriBytes) ||
    !isText(senderUserUrl, protocolLimits.maxContentUriBytes) ||
    !isText(roomUrl, protocolLimits.maxContentUriBytes)
  ) {
    throw invalid();
  }
  return {
    messageId,
    hubAcceptedTimestamp: timestamp,
    mlsGroupId,
    senderLeafIndex,
    senderClientUrl,
    senderUserUrl,
    roomUrl,
  };
}

/** Throws as `parseMimiDerivedValues` does. */
export function encodeMimiDerivedValues(value: MimiDerivedValues): Uint8Array {
  const bytes = encodeCbor([
    value.messageId,
    value.hubAcceptedTimestamp,
    value.mlsGroupId,
    value.senderLeafIndex,
    value.senderClientUrl,
    value.senderUserUrl,
    value.roomUrl,
  ]);
  parseMimiDerivedValues(bytes);
  return bytes;
}

function isTimestamp(value: CborValue): value is number | CborTag {
  if (isUint(value, Number.MAX_SAFE_INTEGER)) return true;
  if (!isCborTag(value) || value.tag !== extendedTimeTag || !isCborMap(value.value)) return false;
  return [...value.value.keys()].every(
    (key) =>
      typeof key === 'number' ||
      (key !== '' && isText(key, protocolLimits.maxContentExtensionKeyBytes)),
  );
}

function invalid(): Error {
  return protocolError('MIMI_DERIVED_INVALID', 'The derived values are not valid.');
}
