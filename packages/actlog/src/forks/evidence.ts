import { isSottoError } from '@sotto/core';
import { bytesEqual, decodeCbor, encodeCbor, isCborArray, readIntMap } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import type { Ed25519 } from '@sotto/tlog';
import { parseVerifierKey, tlogLimits, verifyConsistency } from '@sotto/tlog';
import { actLogError } from '../error.ts';
import { isSignedBy } from '../head/judge-head.ts';
import { readHead } from '../head/read-head.ts';
import { actLogLimits } from '../limits.ts';

/**
 * That one log key signed two trees of which neither begins with the other. Map with integer keys: 0 version, 1 smaller,
 * 2 larger, 3 other root or null, 4 proof.
 */
export interface Evidence {
  /** A signed head. */
  readonly smaller: Uint8Array;
  /** Another, of as many entries or more. */
  readonly larger: Uint8Array;
  /** What the larger tree's root was at the smaller's size, 32 bytes; `null` when they have one size. */
  readonly otherRoot: Uint8Array | null;
  /** Consistency proof from `otherRoot` to the larger root (RFC 9162 §2.1.4); empty when they have one size. */
  readonly proof: readonly Uint8Array[];
}

const version = 1;
const head = { min: 1, max: actLogLimits.maxHeadBytes };
const hash = { min: 32, max: 32 };

/** @throws LOG_EVIDENCE_MALFORMED as `parseEvidence` does */
export function encodeEvidence({ smaller, larger, otherRoot, proof }: Evidence): Uint8Array {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, smaller],
      [2, larger],
      [3, otherRoot],
      [4, proof],
    ]),
  );
  parseEvidence(bytes);
  return bytes;
}

/** Structure and bounds only. Shares no memory with `bytes`. @throws LOG_EVIDENCE_MALFORMED, LOG_EVIDENCE_VERSION_UNSUPPORTED */
export function parseEvidence(bytes: Uint8Array): Evidence {
  const fields = readIntMap(decoded(bytes), malformed);
  if (fields.uint(0, 'version', 0xffff) !== version)
    throw actLogError('LOG_EVIDENCE_VERSION_UNSUPPORTED', 'The evidence needs another version.');
  const evidence = {
    smaller: fields.bytes(1, 'smaller', head),
    larger: fields.bytes(2, 'larger', head),
    otherRoot: fields.bytesOrNull(3, 'other root', hash),
    proof: readProof(fields.value(4, 'proof')),
  };
  fields.end();
  return evidence;
}

/**
 * Whether it proves that the log of this key (a verifier key) lied. Who checks it needs nothing else, and who made it needs no
 * trust. That the key is one of a network's log is the caller's to know: `logKeysOf`.
 *
 * @throws NOTE_KEY_MALFORMED, NOTE_KEY_UNSUPPORTED for what is no verifier key
 */
export async function verifyEvidence(
  { smaller, larger, otherRoot, proof }: Evidence,
  logKey: string,
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<boolean> {
  const key = parseVerifierKey(logKey);
  const [first, second] = [readHead(smaller), readHead(larger)];
  if (typeof first === 'string' || typeof second === 'string') return false;
  if (!(await isSignedBy(first, key, ed25519)) || !(await isSignedBy(second, key, ed25519)))
    return false;
  if (first.size === second.size)
    return otherRoot === null && proof.length === 0 && !bytesEqual(first.root, second.root);
  if (otherRoot === null || bytesEqual(otherRoot, first.root)) return false;
  const { size, root } = second;
  return verifyConsistency({ oldSize: first.size, oldRoot: otherRoot, size, root, proof });
}

function readProof(value: CborValue): readonly Uint8Array[] {
  if (!isCborArray(value) || value.length > tlogLimits.maxProofHashes) return malformed('proof');
  return value.map((item) =>
    item instanceof Uint8Array && item.length === 32 ? item : malformed('proof'),
  );
}

function decoded(bytes: Uint8Array): CborValue {
  try {
    return decodeCbor(bytes, { maxBytes: actLogLimits.maxEvidenceBytes, maxDepth: 2 });
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw actLogError('LOG_EVIDENCE_MALFORMED', 'The evidence is not deterministic CBOR.', cause);
  }
}

function malformed(field: string): never {
  throw actLogError('LOG_EVIDENCE_MALFORMED', `The evidence is not valid: ${field}.`);
}
