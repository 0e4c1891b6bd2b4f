import { sha256 } from '@noble/hashes/sha2.js';
import { charterLimits, encodeNetworkState, parseNetworkState } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import {
  bytesEqual,
  concatBytes,
  decodeCbor,
  encodeCbor,
  encodeUtf8,
  isCborArray,
  readIntMap,
} from '@sotto/protocol';
import type { CborBounds, CborValue } from '@sotto/protocol';
import { actLogError } from '../error.ts';
import type { LogCosignature, LogHead } from '../head/head.ts';
import { actLogLimits } from '../limits.ts';
import type { LogPosition } from './position.ts';

/*
 * An array of version, body and the body's hash. The body is a map with integer keys: 0 state, 1 head or null, 2 handovers.
 * A head is an array of size, root, note, log key, cosignatures as [witness, time], and the quorum's time.
 */
const version = 1;
const domain = encodeUtf8('Sotto act log position v1\0');
const bounds: Partial<CborBounds> = { maxBytes: actLogLimits.maxPositionBytes };

/** A position as bytes, to be kept with the log's entries. */
export function encodeLogPosition({ state, head, handovers }: LogPosition): Uint8Array {
  const body = encodeCbor(
    new Map<number, CborValue>([
      [0, encodeNetworkState(state)],
      [1, head === undefined ? null : headToCbor(head)],
      [2, handovers.map(headToCbor)],
    ]),
  );
  return encodeCbor([version, body, bodyHash(body)]);
}

/**
 * A position that `encodeLogPosition` wrote. Its hash finds damage, not forgery: it comes from one's own storage alone.
 *
 * @throws ACT_LOG_CORRUPT, ACT_LOG_VERSION_UNSUPPORTED: follow the log from its pin
 */
export function parseLogPosition(bytes: Uint8Array): LogPosition {
  try {
    return readPosition(bytes);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    if (isSottoError(cause, 'ACT_LOG_VERSION_UNSUPPORTED')) throw cause;
    if (isSottoError(cause, 'NETWORK_STATE_VERSION_UNSUPPORTED')) throw otherVersion();
    throw actLogError('ACT_LOG_CORRUPT', 'The position in the log is damaged.', cause);
  }
}

function readPosition(bytes: Uint8Array): LogPosition {
  const [said, body, sum, ...more] = listOf(decodeCbor(bytes, bounds));
  if (said !== version) throw otherVersion();
  if (!(body instanceof Uint8Array) || !(sum instanceof Uint8Array) || more.length > 0)
    return corrupt();
  if (!bytesEqual(sum, bodyHash(body))) return corrupt();
  const fields = readIntMap(decodeCbor(body, bounds), corrupt);
  const state = parseNetworkState(
    fields.bytes(0, 'state', { min: 1, max: charterLimits.maxStateBytes }),
  );
  const head = fields.value(1, 'head');
  const handovers = listOf(fields.value(2, 'handovers')).map(readHead);
  fields.end();
  return head === null ? { state, handovers } : { state, head: readHead(head), handovers };
}

function headToCbor(head: LogHead): CborValue {
  const { size, root, note, logKey, cosignatures, witnessedAtSeconds } = head;
  const times = cosignatures.map(({ witness, atSeconds }) => [witness, atSeconds]);
  return [size, root, note, logKey, times, witnessedAtSeconds];
}

function readHead(value: CborValue): LogHead {
  const [size, root, note, logKey, times, witnessedAtSeconds, ...more] = listOf(value);
  if (!isCount(size) || !(root instanceof Uint8Array) || root.length !== 32) return corrupt();
  if (!(note instanceof Uint8Array) || typeof logKey !== 'string') return corrupt();
  if (!isCount(witnessedAtSeconds) || more.length > 0) return corrupt();
  const cosignatures = listOf(times ?? null).map(readCosignature);
  return { size, root, note, logKey, cosignatures, witnessedAtSeconds };
}

function readCosignature(value: CborValue): LogCosignature {
  const [witness, atSeconds, ...more] = listOf(value);
  if (typeof witness !== 'string' || !isCount(atSeconds) || more.length > 0) return corrupt();
  return { witness, atSeconds };
}

function bodyHash(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(domain, body));
}

function isCount(value: CborValue): value is number {
  return typeof value === 'number' && value >= 0;
}

function listOf(value: CborValue): readonly CborValue[] {
  return isCborArray(value) ? value : corrupt();
}

function corrupt(): never {
  throw actLogError('ACT_LOG_CORRUPT', 'The position in the log is damaged.');
}

function otherVersion(): Error {
  return actLogError('ACT_LOG_VERSION_UNSUPPORTED', 'The position has another version.');
}
