import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { MessageKey } from './secret-tree.ts';

/** A sender ratchet (RFC 9420 §9.1). */
export interface Ratchet {
  /** `ratchet_secret` of `generation`, from which every later one follows and no earlier one. */
  readonly secret: Uint8Array;
  /** The first generation that is neither used nor skipped. */
  readonly generation: number;
  /** Ascending. */
  readonly skipped: readonly SkippedKey[];
}

/** A generation that was passed over: it has its key alone, which no other key follows from. */
export interface SkippedKey extends MessageKey {
  /** Seconds since 1970. */
  readonly skippedAt: number;
}

/** How far a ratchet goes for messages out of order (RFC 9420 §15.3). */
export interface RatchetLimits {
  /** Generations that one message may skip. */
  readonly maxForwardGenerations: number;
  /** Keys of skipped generations that one ratchet keeps; the oldest are dropped. */
  readonly maxSkippedKeys: number;
  /** How long such a key is kept; it is dropped when its ratchet is next used. */
  readonly maxSkippedSeconds: number;
}

/** What using a ratchet does. */
export interface RatchetStep {
  readonly messageKey: MessageKey;
  readonly ratchet: Ratchet;
  /** Keys that `ratchet` has and the former one had not. */
  readonly added: readonly SkippedKey[];
  /** Keys that the former one had and `ratchet` has not. */
  readonly dropped: readonly SkippedKey[];
}

/** Generations are 32 bits; the last one is never reached, so that a ratchet's position is one of them. */
const endOfRatchet = 0xffff_ffff;

/** The next generation, for sending. @throws MLS_RATCHET_ENDED */
export async function stepNext(suite: Suite, ratchet: Ratchet): Promise<RatchetStep> {
  const { secret, generation, skipped } = ratchet;
  if (generation >= endOfRatchet) {
    throw new MlsError('MLS_RATCHET_ENDED', 'A ratchet has no generation left in this epoch.');
  }
  const [key, nonce, next] = await Promise.all([
    suite.deriveTreeSecret(secret, 'key', generation, suite.keyBytes),
    suite.deriveTreeSecret(secret, 'nonce', generation, suite.nonceBytes),
    suite.deriveTreeSecret(secret, 'secret', generation, suite.hashBytes),
  ]);
  return {
    messageKey: { generation, key, nonce },
    ratchet: { secret: next, generation: generation + 1, skipped },
    added: [],
    dropped: [],
  };
}

/**
 * A certain generation, for receiving.
 *
 * @throws MLS_KEY_CONSUMED when it was used or is no longer kept, MLS_GENERATION_TOO_FAR before anything is derived
 */
export async function stepTo(
  suite: Suite,
  ratchet: Ratchet,
  generation: number,
  limits: RatchetLimits,
  nowSeconds: number,
): Promise<RatchetStep> {
  const oldest = nowSeconds - limits.maxSkippedSeconds;
  if (generation < ratchet.generation) return takeSkipped(ratchet, generation, oldest);
  const count = generation - ratchet.generation;
  if (count > limits.maxForwardGenerations || generation >= endOfRatchet) {
    throw new MlsError('MLS_GENERATION_TOO_FAR', 'A message is too many generations ahead.');
  }
  if (count === 0 && ratchet.skipped.length === 0) return stepNext(suite, ratchet);

  const added: SkippedKey[] = [];
  const firstKept = generation - limits.maxSkippedKeys;
  let { secret } = ratchet;
  for (let passed = ratchet.generation; passed < generation; passed += 1) {
    let next: Uint8Array;
    if (passed < firstKept) {
      next = await suite.deriveTreeSecret(secret, 'secret', passed, suite.hashBytes);
    } else {
      const step = await stepNext(suite, { secret, generation: passed, skipped: [] });
      added.push({ ...step.messageKey, skippedAt: nowSeconds });
      next = step.ratchet.secret;
    }
    if (secret !== ratchet.secret) secret.fill(0);
    secret = next;
  }
  const last = await stepNext(suite, { secret, generation, skipped: [] });
  if (secret !== ratchet.secret) secret.fill(0);

  return {
    messageKey: last.messageKey,
    added,
    ...keepSkipped(last.ratchet, ratchet.skipped, added, { oldest, most: limits.maxSkippedKeys }),
  };
}

/** The ratchet with the skipped keys that it may keep: those from before that are not too old, as many as there is room for. */
function keepSkipped(
  ratchet: Ratchet,
  before: readonly SkippedKey[],
  added: readonly SkippedKey[],
  { oldest, most }: { readonly oldest: number; readonly most: number },
): Pick<RatchetStep, 'ratchet' | 'dropped'> {
  const fresh = before.filter((key) => key.skippedAt >= oldest);
  const tooMany = Math.max(0, fresh.length + added.length - most);
  const skipped = fresh.slice(tooMany).concat(added);
  const dropped = before.filter((key) => key.skippedAt < oldest).concat(fresh.slice(0, tooMany));
  return { ratchet: { ...ratchet, skipped }, dropped };
}

function takeSkipped(ratchet: Ratchet, generation: number, oldest: number): RatchetStep {
  const messageKey = ratchet.skipped.find((key) => key.generation === generation);
  if (messageKey === undefined || messageKey.skippedAt < oldest) {
    throw new MlsError('MLS_KEY_CONSUMED', 'The key of a message was used before, or given up.');
  }
  const keeps = (key: SkippedKey): boolean => key !== messageKey && key.skippedAt >= oldest;
  return {
    messageKey,
    ratchet: { ...ratchet, skipped: ratchet.skipped.filter(keeps) },
    added: [],
    dropped: ratchet.skipped.filter((key) => !keeps(key)),
  };
}
