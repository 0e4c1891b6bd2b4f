import { concatBytes } from '../bytes.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, readIntMap } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { encodeUtf8 } from '../utf8.ts';
import { asideBodyToCbor, readAsideBody } from './body.ts';
import type { AsideBody } from './body.ts';
import { readEpoch } from './epoch.ts';

/** Which leaf says something beside the conversation, in which state of it. */
export interface AsideHead {
  /** MLS group id, 1 to 255 bytes. */
  readonly groupId: Uint8Array;
  /** 0 to 2^53 − 1: the one whose key seals the envelope. */
  readonly epoch: bigint;
  /** Signature key of the sender's device, 32 bytes: it verifies, and the reader looks whether that device is in the group. */
  readonly sender: Uint8Array;
  /** 16 random bytes. */
  readonly id: Uint8Array;
  /** Milliseconds since the UNIX epoch, by the sender's clock. */
  readonly sentAtMs: number;
  /** Number of the sender's next frame: who has fewer of them misses some. */
  readonly next: number;
}

/**
 * A signed word from one device to others of the group: outside the MLS ratchet and unnumbered, so it may be lost.
 * `[content, signature]`; content is a map with integer keys: 0 version, 1 group id, 2 epoch, 3 sender's device, 4 id,
 * 5 milliseconds, 6 body (see `AsideBody`), 7 next number. Nothing else: who reads it acts on all of it.
 */
export interface Aside extends AsideHead {
  readonly body: AsideBody;
  /** Exactly what is signed, without the label. */
  readonly content: Uint8Array;
  /** Ed25519 over `asideBytesToSign(content)`, 64 bytes. Not checked by the parser. */
  readonly signature: Uint8Array;
}

const version = 1;
const signingLabel = 'Sotto aside v1\0';
const keyBytes = 32;
const idBytes = 16;
const signatureBytes = 64;

/** Throws as `parseAside` does, so an aside too long is refused before any key is used on it. */
export function encodeAsideContent(head: AsideHead, body: AsideBody): Uint8Array {
  const content = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, head.groupId],
      [2, head.epoch],
      [3, head.sender],
      [4, head.id],
      [5, head.sentAtMs],
      [6, asideBodyToCbor(body)],
      [7, head.next],
    ]),
  );
  readContent(content);
  return content;
}

/** The label, a zero byte, and the content. */
export function asideBytesToSign(content: Uint8Array): Uint8Array {
  return concatBytes(encodeUtf8(signingLabel), content);
}

/** Throws as `parseAside` does. */
export function encodeAside(content: Uint8Array, signature: Uint8Array): Uint8Array {
  const bytes = encodeCbor([content, signature]);
  parseAside(bytes);
  return bytes;
}

/**
 * Structure only: the signature is still to be verified with the sender's key. Throws `ASIDE_MALFORMED`,
 * `ASIDE_UNSUPPORTED` (another version, or a kind of body that this one does not know), or the `CBOR_` codes of
 * `decodeCbor`.
 */
export function parseAside(bytes: Uint8Array): Aside {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxAsideBytes });
  if (!isCborArray(value) || value.length !== 2) return malformed('not an array of two');
  const [content, signature] = value;
  if (!isBytes(content, 1, protocolLimits.maxAsideContentBytes)) return malformed('content');
  if (!isBytes(signature, signatureBytes, signatureBytes)) return malformed('signature');
  return { ...readContent(content), content, signature };
}

function readContent(content: Uint8Array): AsideHead & { readonly body: AsideBody } {
  const fields = readIntMap(
    decodeCbor(content, { maxBytes: protocolLimits.maxAsideContentBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) throw unsupported();
  const head: AsideHead = {
    groupId: fields.bytes(1, 'group id', { min: 1, max: protocolLimits.maxGroupIdBytes }),
    epoch: readEpoch(fields.value(2, 'epoch')) ?? malformed('epoch'),
    sender: fields.bytes(3, 'sender', { min: keyBytes, max: keyBytes }),
    id: fields.bytes(4, 'id', { min: idBytes, max: idBytes }),
    sentAtMs: fields.uint(5, 'time', protocolLimits.maxHlcPhysicalMs),
    next: fields.uint(7, 'next', protocolLimits.maxSottoFrameSequence),
  };
  const body = readAsideBody(fields.value(6, 'body')) ?? malformed('body');
  if (body === 'unsupported') throw unsupported();
  fields.end();
  return { ...head, body };
}

function malformed(field: string): never {
  throw protocolError('ASIDE_MALFORMED', `The aside is not valid: ${field}.`);
}

function unsupported(): Error {
  return protocolError('ASIDE_UNSUPPORTED', 'The aside needs a newer version of Sotto.');
}
