import { sha256 } from '@noble/hashes/sha2.js';
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
import { charterError } from '../error.ts';
import { charterLimits } from '../limits.ts';
import { networkToCbor, readNetwork } from './network-bytes.ts';
import type { NetworkState, RefusedEntries } from './network.ts';
import { isRefusalReason } from './refusals.ts';

/*
 * An array of version, body and the body's hash. The body is a map with integer keys: 0 pin, 1 next, 2 number of refused
 * entries, 3 the last of them as [index, reason], 4 network or null.
 */
const version = 1;
const hash = { min: 32, max: 32 };
const domain = encodeUtf8('Sotto network state v1\0');
const bounds: Partial<CborBounds> = { maxBytes: charterLimits.maxStateBytes };

/** A state as bytes, to be kept: a replay goes on from it at entry `state.next`. */
export function encodeNetworkState(state: NetworkState): Uint8Array {
  const body = bodyOf(state);
  return encodeCbor([version, body, bodyHash(body)]);
}

/**
 * 32 bytes that are the same when two replays came to the same state, and else differ. That both read the same log is what
 * the root of its tree says.
 */
export function networkStateHash(state: NetworkState): Uint8Array {
  return bodyHash(bodyOf(state));
}

/**
 * A state that `encodeNetworkState` wrote. Its hash finds damage, not forgery: bytes from elsewhere are no state, the log is.
 *
 * @throws NETWORK_STATE_CORRUPT, NETWORK_STATE_VERSION_UNSUPPORTED: replay the log from entry 0
 */
export function parseNetworkState(bytes: Uint8Array): NetworkState {
  try {
    return readState(bytes);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    if (isSottoError(cause, 'NETWORK_STATE_VERSION_UNSUPPORTED')) throw cause;
    throw charterError('NETWORK_STATE_CORRUPT', 'The network state is damaged.', cause);
  }
}

function bodyOf({ pin, next, refused, network }: NetworkState): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [0, pin],
      [1, next],
      [2, refused.count],
      [3, refused.latest.map(({ index, reason }) => [index, reason])],
      [4, network === undefined ? null : networkToCbor(network)],
    ]),
  );
}

function bodyHash(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(domain, body));
}

function readState(bytes: Uint8Array): NetworkState {
  const [said, body, sum, ...more] = listOf(decodeCbor(bytes, bounds));
  if (said !== version)
    throw charterError('NETWORK_STATE_VERSION_UNSUPPORTED', 'The state has another version.');
  if (!(body instanceof Uint8Array) || !(sum instanceof Uint8Array) || more.length > 0)
    return corrupt();
  if (!bytesEqual(sum, bodyHash(body))) return corrupt();
  const fields = readIntMap(decodeCbor(body, bounds), corrupt);
  const state = {
    pin: fields.bytes(0, 'pin', hash),
    next: fields.uint(1, 'next', Number.MAX_SAFE_INTEGER),
    refused: readRefused(
      fields.uint(2, 'refused', Number.MAX_SAFE_INTEGER),
      fields.value(3, 'latest'),
    ),
  };
  const network = fields.value(4, 'network');
  fields.end();
  const { count, latest } = state.refused;
  if (count > state.next || latest.some(({ index }) => index >= state.next)) return corrupt();
  return network === null ? state : { ...state, network: readNetwork(network, corrupt) };
}

function readRefused(count: number, value: CborValue): RefusedEntries {
  const latest = listOf(value).map((item) => {
    const [index, reason, ...more] = listOf(item);
    if (typeof index !== 'number' || index < 0 || typeof reason !== 'string') return corrupt();
    return more.length === 0 && isRefusalReason(reason) ? { index, reason } : corrupt();
  });
  const isWhole = latest.length === Math.min(count, charterLimits.maxRefusedKept);
  return isWhole ? { count, latest } : corrupt();
}

function listOf(value: CborValue): readonly CborValue[] {
  return isCborArray(value) ? value : corrupt();
}

function corrupt(): never {
  throw charterError('NETWORK_STATE_CORRUPT', 'The network state is damaged.');
}
