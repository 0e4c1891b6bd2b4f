import { charterLimits } from '@sotto/charter';
import type { Ed25519, VerifiedSignature } from '@sotto/tlog';
import { formatVerifierKey, openNote } from '@sotto/tlog';
import type { LogRules } from '../log-rules.ts';
import type { LogHead } from './head.ts';
import type { ReadHead } from './read-head.ts';

/** What judging signatures and times needs. */
export interface FollowOptions {
  /** `signatures.Ed25519` of the crypto point, which has the one rule of Sotto. */
  readonly ed25519: Pick<Ed25519, 'verify'>;
  /** Now, in UNIX seconds. */
  readonly nowSeconds: number;
}

/**
 * - `otherLog`: its origin is not the name of the log key.
 * - `unsigned`: the log key did not sign it.
 * - `forged`: a signature in the name of the log key or of a witness does not hold.
 * - `witnessesTooFew`: fewer witnesses than the quorum.
 * - `ahead`: as many, but some say that they signed it in the future. This clock may be wrong.
 */
export type HeadRefusal = 'otherLog' | 'unsigned' | 'forged' | 'witnessesTooFew' | 'ahead';

/** Whether the log key and a quorum of witnesses signed a head. */
export async function judgeHead(
  head: ReadHead,
  { logKey, witnesses, quorum }: LogRules,
  { ed25519, nowSeconds }: FollowOptions,
): Promise<LogHead | HeadRefusal> {
  if (head.origin !== logKey.name) return 'otherLog';
  const opened = await openNote(head.note, [logKey, ...witnesses], ed25519);
  if (opened.outcome !== 'verified') return opened.outcome === 'forged' ? 'forged' : 'unsigned';
  if (!opened.verified.some(({ key }) => key === logKey)) return 'unsigned';
  const timed = opened.verified.filter(isTimed);
  const latest = BigInt(Math.floor(nowSeconds)) + BigInt(charterLimits.maxClockSkewSeconds);
  const cosignatures = timed
    .filter(({ timestampSeconds }) => timestampSeconds <= latest)
    .map(({ name, timestampSeconds }) => ({ witness: name, atSeconds: Number(timestampSeconds) }))
    .toSorted((a, b) => b.atSeconds - a.atSeconds);
  const least = cosignatures[quorum - 1];
  if (least === undefined) return timed.length >= quorum ? 'ahead' : 'witnessesTooFew';
  return {
    size: head.size,
    root: head.root,
    note: head.bytes,
    logKey: formatVerifierKey(logKey),
    cosignatures,
    witnessedAtSeconds: least.atSeconds,
  };
}

/** Whether the log key signed a head, whoever else did. */
export async function isSignedBy(
  head: ReadHead,
  logKey: LogRules['logKey'],
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<boolean> {
  if (head.origin !== logKey.name) return false;
  return (await openNote(head.note, [logKey], ed25519)).outcome === 'verified';
}

/** A cosignature, at a time. Zero says that there is none (C2SP tlog-cosignature). */
function isTimed(
  signature: VerifiedSignature,
): signature is VerifiedSignature & { readonly timestampSeconds: bigint } {
  return signature.timestampSeconds !== undefined && signature.timestampSeconds > 0n;
}
