import { isSottoError } from '@sotto/core';
import type { RegisterToken, RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';

/** Where a group's commits are ordered. */
export interface Registers {
  /** As its room says, in order of preference. */
  readonly registers: readonly RelayUrl[];
  /** All relays that the group has to do with. */
  readonly relays: readonly RelayUrl[];
}

/** What the registers have under a token. @throws what `sync.lookup` throws */
export function lookUp(
  engine: Engine,
  at: Registers,
  token: RegisterToken,
): ReturnType<Engine['sync']['lookup']> {
  return atAny(at, (relays) => engine.sync.lookup(relays, token, engine.stopping));
}

/** Registers a body at the first that takes it. @throws what `sync.register` throws */
export function register(
  engine: Engine,
  at: Registers,
  token: RegisterToken,
  body: Uint8Array,
): ReturnType<Engine['sync']['register']> {
  const ttlSeconds = handsetLimits.envelopeTtlSeconds;
  return atAny(at, (relays) =>
    engine.sync.register(relays, token, body, ttlSeconds, engine.stopping),
  );
}

/**
 * At the registers, or, when none of them can be reached, at the members' own relays, which everybody tries in the same order: so
 * a group outlives its registers. Where some reach them and some do not, it may split, and heals.
 */
async function atAny<T>(
  { registers, relays }: Registers,
  ask: (relays: readonly RelayUrl[]) => Promise<T>,
): Promise<T> {
  try {
    return await ask(registers);
  } catch (error) {
    const others = relays.filter((relay) => !registers.includes(relay)).toSorted();
    if (!isSottoError(error, 'LINK_UNREACHABLE') || others.length === 0) throw error;
    return ask(others.slice(0, handsetLimits.maxSpareRegisters));
  }
}
