import type { CiphersuiteImpl } from 'ts-mls';
import { deriveTreeSecret } from 'ts-mls/crypto/kdf.js';
import type { GenerationSecret } from 'ts-mls/secretTree.js';
import { handsetLimits } from '../limits.ts';
import { erase } from '../bytes.ts';
import { refusal } from './refusal.ts';

/**
 * Moves a ratchet on to `generation` and keeps the secrets of what was skipped, the newest ones. One derivation a step and nothing else:
 * the library goes through everything it keeps at every step, so that a member who skips could cost a second of work a message.
 * Owns what is in `ratchet`, and overwrites what it gives up. @throws MLS_REFUSED when it is too far ahead
 */
export async function skipAhead(
  suite: CiphersuiteImpl,
  ratchet: GenerationSecret,
  generation: number,
): Promise<GenerationSecret> {
  const { maxMlsSkippedGenerations, maxMlsKeptGenerations } = handsetLimits;
  if (generation - ratchet.generation > maxMlsSkippedGenerations) {
    throw refusal('A message is too far ahead.');
  }
  const kept = new Map<number, Uint8Array>();
  // Numbers as names come in rising order.
  for (const [at, secret] of Object.entries(ratchet.unusedGenerations))
    kept.set(Number(at), secret);
  let { secret } = ratchet;
  for (let at = ratchet.generation; at < generation; at += 1) {
    kept.set(at, secret);
    secret = await deriveTreeSecret(secret, 'secret', at, suite.kdf.size, suite.kdf);
    for (const [oldest, given] of kept) {
      if (kept.size <= maxMlsKeptGenerations) break;
      kept.delete(oldest);
      erase(given);
    }
  }
  return { secret, generation, unusedGenerations: Object.fromEntries(kept) };
}
