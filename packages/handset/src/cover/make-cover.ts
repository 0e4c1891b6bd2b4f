import { erase } from '../bytes.ts';
import { createSelf } from '../identity/self.ts';
import { handsetLimits } from '../limits.ts';
import { firstPin } from '../network/pin.ts';
import { encodeCover } from '../storage/cover-record.ts';
import { encodeSelf } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import type { Home } from '../sync/homes.ts';
import type { NewCover } from '../vault/vault-parts.ts';
import { createChance } from './chance.ts';
import { materialFor } from './compose.ts';
import { memoryStore } from './memory-store.ts';
import { ownMailboxes } from './own-mailboxes.ts';
import { openStage } from './stage.ts';
import type { CoverParts } from './stage.ts';
import { tellStory } from './story.ts';

export interface CoverOptions {
  /** Where its mailboxes are: those of the handset that it lies beside, so that it is at home where that one is. */
  readonly homes: readonly Home[];
  /** Its newest message is from shortly before. Milliseconds since 1970. */
  readonly nowMs: number;
  /**
   * Of the handset that it lies beside, so that a relay which admits by invite takes both for the holder of the credit. Default: another one, as
   * where no relay asks for it.
   */
  readonly holderSeed?: Uint8Array | undefined;
  /** What its owner calls themselves; default nothing. */
  readonly suggestedName?: string;
  /** BCP 47. Default the language of this machine. */
  readonly language?: string;
  /** Its mailboxes are asked for from then on; default at once, as it is with a handset that is new itself. */
  readonly mailboxesFromMs?: number;
  /** As of `CreateOptions`. */
  readonly charterHash?: string | undefined;
}

/** Without what the handset that it lies beside stores of it, a cover stays as it is. */
export type Cover = NewCover;

const dayMs = 86_400_000;

/**
 * Makes the records of a plausible handset of a new identity: contacts, conversations of the last weeks, notes. They are made by the
 * ordinary parts of the engine in its ordinary forms; its contacts exist in what they said alone. Nothing is stored, and no relay hears of it.
 */
export async function makeCover(parts: CoverParts, options: CoverOptions): Promise<Cover> {
  const { nowMs, homes, suggestedName = '', charterHash } = options;
  const language = options.language || machineLanguage();
  const chance = createChance(parts.crypto);
  const sinceMs = nowMs - chance.number(12, handsetLimits.maxCoverDays) * dayMs;
  const store = memoryStore();
  const self = await createSelf(parts.crypto, {
    ...{ homes, suggestedName, nowMs: sinceMs },
    holderSeed: options.holderSeed ?? parts.crypto.random(32),
  });
  await store.write([
    { put: { table: tables.self, id: 'self' }, value: encodeSelf(self) },
    ...firstPin(charterHash),
  ]);
  const stage = await openStage(parts, store, self, 1);
  try {
    const material = materialFor(language);
    const made = { stage, chance, material, sinceMs, nowMs };
    const people = await tellStory(made, parts.stopping);
    const record = {
      language,
      identity: stage.engine.self.identity,
      people: people.map(({ kept }) => kept),
      mailboxes: [],
      waiting: [...(await ownMailboxes(store)), ...stage.nowhere.opened()],
      waitingFromMs: options.mailboxesFromMs ?? nowMs,
      freshAtMs: nowMs,
      openedAtMs: nowMs,
    };
    const value = encodeCover(record);
    erase(...people.map(({ kept }) => kept.deviceSeed));
    return {
      first: store.changes(),
      beside: [{ put: { table: tables.cover, id: 'cover' }, value }],
    };
  } finally {
    await stage.end();
  }
}

function machineLanguage(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}
