import type { NetworkRelay } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import type { RegisterToken, RelayUrl } from '@sotto/core';
import type { EnvelopeContent } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { maxInlineBytes, placeElsewhere } from './elsewhere.ts';

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
  return atAny(engine, at, (relays) => engine.sync.lookup(relays, token, engine.stopping));
}

/** What lies where commits are put when no register can be reached; nothing when nobody is to be reached there either. */
export async function lookUpSpares(
  engine: Engine,
  at: Registers,
  token: RegisterToken,
): ReturnType<Engine['sync']['lookup']> {
  const spares = sparesOf(engine, at);
  if (spares.length === 0) return [];
  try {
    return await engine.sync.lookup(spares, token, engine.stopping);
  } catch (error) {
    if (isSottoError(error) && error.retryable) return [];
    throw error;
  }
}

/** Registers a body at the first that takes it. @throws what `sync.register` throws */
export function register(
  engine: Engine,
  at: Registers,
  token: RegisterToken,
  body: Uint8Array,
): ReturnType<Engine['sync']['register']> {
  const ttlSeconds = handsetLimits.envelopeTtlSeconds;
  return atAny(engine, at, (relays) =>
    engine.sync.register(relays, token, body, ttlSeconds, engine.stopping),
  );
}

/** A commit as it is registered: a long one is put beside the register that is to name it. @throws what `placeElsewhere` throws */
export async function commitContent(
  engine: Engine,
  at: Registers,
  message: Uint8Array,
): Promise<EnvelopeContent> {
  if (message.length <= maxInlineBytes) return { kind: 'mls', message };
  const place = await atAny(engine, at, (relays) => placeElsewhere(engine, message, relays));
  return { kind: 'elsewhere', place };
}

/**
 * At the registers, or, when none of them can be reached, at the members' own relays, which everybody tries in the same order: so
 * a group outlives its registers. Registers that the network dropped are asked last: they do not come back, and waiting for them is
 * in vain. Where some reach them and some do not, it may split, and heals.
 */
async function atAny<T>(
  engine: Pick<Engine, 'network'>,
  at: Registers,
  ask: (relays: readonly RelayUrl[]) => Promise<T>,
): Promise<T> {
  const spares = sparesOf(engine, at);
  if (spares.length === 0) return ask(at.registers);
  const isLost = lostTo(engine);
  const [first, second] = at.registers.every(isLost)
    ? [spares, at.registers]
    : [at.registers, spares];
  try {
    return await ask(first);
  } catch (error) {
    if (!isSottoError(error, 'LINK_UNREACHABLE')) throw error;
    return ask(second);
  }
}

/** When the network dropped all relays of the group, everybody who has read so meets at those that it has. */
function sparesOf(
  engine: Pick<Engine, 'network'>,
  { registers, relays }: Registers,
): readonly RelayUrl[] {
  const isLost = lostTo(engine);
  const others = relays.filter((relay) => !registers.includes(relay) && !isLost(relay));
  const listed = engine.network.network()?.relays ?? [];
  const active = listed.filter(isActive).map(({ relay }) => relay);
  const meeting = relays.every(isLost) ? active : others;
  return meeting.toSorted().slice(0, handsetLimits.maxSpareRegisters);
}

/** Whether the network dropped a relay. One that drains still works. */
export function lostTo({ network }: Pick<Engine, 'network'>): (relay: RelayUrl) => boolean {
  const left = network.leaving.relays();
  const listed = network.network()?.relays ?? [];
  return (relay) => left.includes(relay) && !listed.some((each) => each.relay === relay);
}

function isActive({ standing }: NetworkRelay): boolean {
  return standing === 'active';
}
