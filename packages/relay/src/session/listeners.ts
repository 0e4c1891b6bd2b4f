import type { MailboxAddress } from '@sotto/core';
import { byteKey } from '../byte-key.ts';
import type { Listener } from './listener.ts';

/** How a connection hears that it no longer listens to a mailbox. */
export interface ListenerEnds {
  /** Another took its place, or the mailbox was closed. */
  readonly replaced: () => void;
  /** The mailbox was taken away. */
  readonly withdrawn: () => void;
}

interface Held {
  readonly listener: Listener;
  readonly ends: ListenerEnds;
  touchedAtMs: number;
}

/**
 * Who listens to which mailbox in this process. One listener a mailbox: a newer one replaces the older. Between
 * processes that share a store nobody is told: both deliver, and an ack by either counts.
 */
export class Listeners {
  readonly #held = new Map<string, Held>();

  get size(): number {
    return this.#held.size;
  }

  /** Puts a listener in its place, and ends the one that was there. */
  add(listener: Listener, nowMs: number, ends: ListenerEnds): void {
    const key = byteKey(listener.address);
    const older = this.#held.get(key);
    this.#held.set(key, { listener, ends, touchedAtMs: nowMs });
    if (older === undefined) return;
    older.listener.end();
    older.ends.replaced();
  }

  remove(listener: Listener): void {
    listener.end();
    const key = byteKey(listener.address);
    if (this.#held.get(key)?.listener === listener) this.#held.delete(key);
  }

  /** The mailbox received something. */
  wake(address: MailboxAddress): void {
    this.#held.get(byteKey(address))?.listener.wake();
  }

  /** The mailbox is gone: nobody can listen to it. */
  drop(address: MailboxAddress): void {
    this.#take(address)?.replaced();
  }

  /** The mailbox was taken away from who has it. */
  withdraw(address: MailboxAddress): void {
    this.#take(address)?.withdrawn();
  }

  #take(address: MailboxAddress): ListenerEnds | undefined {
    const key = byteKey(address);
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    this.#held.delete(key);
    held.listener.end();
    return held.ends;
  }

  /** Mailboxes that were listened to, and not noted as such, since `beforeMs`; they count as noted now. */
  takeUntouched(beforeMs: number, nowMs: number, maxCount: number): readonly MailboxAddress[] {
    const found: MailboxAddress[] = [];
    for (const held of this.#held.values()) {
      if (found.length === maxCount) break;
      if (held.touchedAtMs > beforeMs) continue;
      held.touchedAtMs = nowMs;
      found.push(held.listener.address);
    }
    return found;
  }
}
