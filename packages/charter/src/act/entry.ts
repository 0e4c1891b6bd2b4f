import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor, isCborArray, readIntMap } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { charterError } from '../error.ts';
import { charterLimits } from '../limits.ts';

/**
 * One entry of the act log: an act with its signatures, and the time at which the log took it. Map with integer keys: 0
 * version, 1 log time, 2 act, 3 signatures as [public key, signature].
 */
export interface ActEntry {
  /** Seconds since the UNIX epoch. No signer vouches for it; a replay holds it between times that they do vouch for. */
  readonly loggedAtSeconds: number;
  /** As it was signed. */
  readonly act: Uint8Array;
  /** In any order, up to 64. */
  readonly signatures: readonly ActSignature[];
}

export interface ActSignature {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Over `actBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
}

const version = 1;

/** Throws as `parseActEntry` does. */
export function encodeActEntry(entry: ActEntry): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = encodeCbor(
      new Map<number, CborValue>([
        [0, version],
        [1, entry.loggedAtSeconds],
        [2, entry.act],
        [3, entry.signatures.map(({ publicKey, signature }) => [publicKey, signature])],
      ]),
    );
  } catch (cause) {
    throw charterError('ACT_ENTRY_MALFORMED', 'The entry cannot be encoded.', cause);
  }
  parseActEntry(bytes);
  return bytes;
}

/**
 * Structure only: neither the act in it nor a signature is looked at. Shares no memory with `bytes`.
 *
 * @throws ACT_ENTRY_MALFORMED, ACT_ENTRY_VERSION_UNSUPPORTED
 */
export function parseActEntry(bytes: Uint8Array): ActEntry {
  const fields = readIntMap(decoded(bytes), malformed);
  if (fields.uint(0, 'version', 0xffff) !== version)
    throw charterError('ACT_ENTRY_VERSION_UNSUPPORTED', 'The entry needs another version.');
  const entry = {
    loggedAtSeconds: fields.uint(1, 'log time', charterLimits.maxTimeSeconds),
    act: fields.bytes(2, 'act', { min: 1, max: charterLimits.maxActBytes }),
    signatures: readSignatures(fields.value(3, 'signatures')),
  };
  fields.end();
  return entry;
}

function readSignatures(value: CborValue): readonly ActSignature[] {
  if (!isCborArray(value) || value.length > charterLimits.maxActSignatures)
    return malformed('number of signatures');
  return value.map((item) => {
    const [publicKey, signature, ...more] = isCborArray(item) ? item : [];
    if (!(publicKey instanceof Uint8Array) || !(signature instanceof Uint8Array))
      return malformed('signature');
    const isWhole = publicKey.length === 32 && signature.length === 64 && more.length === 0;
    return isWhole ? { publicKey, signature } : malformed('signature');
  });
}

function decoded(bytes: Uint8Array): CborValue {
  try {
    return decodeCbor(bytes, { maxBytes: charterLimits.maxEntryBytes, maxDepth: 3 });
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw charterError('ACT_ENTRY_MALFORMED', 'The entry is not deterministic CBOR.', cause);
  }
}

function malformed(field: string): never {
  throw charterError('ACT_ENTRY_MALFORMED', `The entry is not valid: ${field}.`);
}
