import type { Relay } from '@sotto/relay';
import { Peer } from './peer.ts';

/** A connection in memory. `taking` false: the peer takes nothing, and the relay's sends stay pending. */
export function connectInMemory(relay: Relay, remote: string = 'memory'): MemoryPeer {
  const peer = new MemoryPeer();
  const waiting: Uint8Array[] = [];
  let wake: (() => void) | undefined;
  let closed = false;
  const close = (): void => {
    closed = true;
    wake?.();
    peer.end();
  };
  async function* messages(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const message = waiting.shift();
      if (message !== undefined) yield message;
      else if (closed) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  peer.attach({
    send: (message) => {
      waiting.push(message.slice());
      wake?.();
    },
    close,
  });
  peer.served = relay.accept({
    remote,
    messages: messages(),
    close,
    send: async (message) => {
      if (closed) throw new Error('closed');
      peer.handedOver += message.length;
      await peer.taking;
      peer.receive(message.slice());
    },
  });
  return peer;
}

export class MemoryPeer extends Peer {
  /** The relay's side of it. */
  served: Promise<void> = Promise.resolve();
  /** Pending while the peer takes nothing. */
  taking: Promise<void> = Promise.resolve();
  /** Bytes that the relay handed over, taken or not. */
  handedOver = 0;

  /** Takes nothing from now on, until the returned function is called. */
  stall(): () => void {
    let go: (() => void) | undefined;
    this.taking = new Promise((resolve) => (go = resolve));
    return () => go?.();
  }
}
