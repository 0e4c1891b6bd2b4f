import type { RegisterEntry, RegisterOutcome, RegisterToken } from '@sotto/core';
import { byteKey } from './byte-key.ts';
import type { MailboxesStore, StoredRegister } from './stored.ts';

export function registerBody(
  store: MailboxesStore,
  entry: RegisterEntry,
  nowMs: number,
): RegisterOutcome {
  const register = liveRegister(store, entry.token, nowMs) ?? { bodies: [], untilMs: 0 };
  const { bodies } = register;
  const there = bodies.findIndex((body) => sameBytes(body, entry.body));
  if (there >= 0) return { position: there, before: bodies.slice(0, there), full: false };
  if (bodies.length >= entry.maxEntries)
    return { position: bodies.length, before: bodies.slice(), full: true };
  const before = bodies.slice();
  bodies.push(entry.body.slice());
  register.untilMs = Math.max(register.untilMs, nowMs + entry.ttlSeconds * 1000);
  store.registers.set(byteKey(entry.token), register);
  return { position: before.length, before, full: false };
}

export function lookUp(
  store: MailboxesStore,
  token: RegisterToken,
  nowMs: number,
): readonly Uint8Array[] {
  return liveRegister(store, token, nowMs)?.bodies.slice() ?? [];
}

/** A register lives as long as the entry that lives longest: dropping one alone would move the others. */
function liveRegister(
  store: MailboxesStore,
  token: RegisterToken,
  nowMs: number,
): StoredRegister | undefined {
  const register = store.registers.get(byteKey(token));
  return register !== undefined && register.untilMs > nowMs ? register : undefined;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
