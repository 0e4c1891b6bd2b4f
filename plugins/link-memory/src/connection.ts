import { SottoError } from '@sotto/core';
import type { Clock, LinkConnection, LinkErrorCode } from '@sotto/core';
import type { FarConnection, Weather } from './memory-link.ts';
import { Pipe } from './pipe.ts';

/** How many bytes may wait unread in one direction before the sender has to wait. */
const aheadBytes = 1 << 20;

interface PairOptions {
  readonly remote: string;
  readonly maxMessageBytes: number;
  readonly clock: Clock;
  readonly weather: Weather['message'] | undefined;
}

/** Both ends of one connection. */
export function connectPair({
  remote,
  maxMessageBytes,
  clock,
  weather,
}: PairOptions): [LinkConnection, FarConnection] {
  const up = new Pipe(aheadBytes);
  const down = new Pipe(aheadBytes);
  const close = (): void => {
    up.end();
    down.end();
  };
  const carry = async (way: 'up' | 'down', message: Uint8Array): Promise<void> => {
    const fate = weather?.(way, message);
    if (fate === 'cut' || (way === 'down' && message.length > maxMessageBytes)) return close();
    if (fate) await clock.sleep(fate);
    await (way === 'up' ? up : down).push(message.slice());
  };
  // One at a time in each direction: a delayed message holds up those behind it, as on a real connection.
  const queue = { up: Promise.resolve(), down: Promise.resolve() };
  const send = (way: 'up' | 'down', message: Uint8Array): Promise<void> => {
    if (up.ended) return Promise.reject(closed());
    queue[way] = queue[way].then(() => carry(way, message));
    return queue[way];
  };
  return [
    { send: (message) => send('up', message), messages: down, close: async () => close() },
    {
      remote,
      send: (message) => send('down', message),
      bufferedBytes: () => down.bytes,
      messages: up,
      close,
    },
  ];
}

function closed(): SottoError<LinkErrorCode> {
  return new SottoError('LINK_CLOSED', 'The connection to the relay ended.', { retryable: true });
}
