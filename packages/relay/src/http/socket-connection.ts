import type { RawData, WebSocket } from 'ws';
import type { RelayConnection } from '../connection.ts';

/** Bytes waiting in the socket past which the relay waits before it sends more. */
const sendAheadBytes = 131_072;
/** Bytes received and not yet handled past which the socket is not read. */
const readAheadBytes = 262_144;
/** What holding a message costs besides its bytes: empty ones are not free. */
const messageCostBytes = 256;

/** A WebSocket as the relay sees a connection. Text messages end it: the protocol has none. */
export function socketConnection(socket: WebSocket, remote: string): RelayConnection {
  const messages = new SocketMessages(socket);
  return {
    remote,
    messages,
    send: (message) => {
      if (socket.readyState !== socket.OPEN) throw new Error('The socket is closed.');
      if (socket.bufferedAmount + message.length <= sendAheadBytes) {
        socket.send(message, { binary: true });
        return undefined;
      }
      return new Promise((resolve, reject) => {
        socket.send(message, { binary: true }, (error) => (error ? reject(error) : resolve()));
      });
    },
    close: () => {
      messages.end();
      closeSocket(socket);
    },
  };
}

/** In good order when the other side answers soon. */
function closeSocket(socket: WebSocket): void {
  if (socket.readyState === socket.CLOSED) return;
  if (socket.readyState === socket.OPEN) socket.close(1000);
  const timer = setTimeout(() => socket.terminate(), 1_000);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** What arrived and was not handled yet. The socket is paused past a bound. */
class SocketMessages implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #socket: WebSocket;
  #waiting: Uint8Array[] = [];
  #next = 0;
  #bytes = 0;
  #ended = false;
  #resolve: ((result: IteratorResult<Uint8Array, undefined>) => void) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, binary) => this.#take(data, binary));
    socket.on('close', () => this.end());
    // An error is followed by a close.
    socket.on('error', () => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const message = this.#waiting[this.#next];
    if (message !== undefined) {
      this.#next++;
      if (this.#next === this.#waiting.length) {
        this.#waiting = [];
        this.#next = 0;
      }
      this.#bytes -= message.length + messageCostBytes;
      if (this.#socket.isPaused && this.#bytes <= readAheadBytes) this.#socket.resume();
      return { done: false, value: message };
    }
    if (this.#ended) return { done: true, value: undefined };
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#answer({ done: true, value: undefined });
  }

  #take(data: RawData, binary: boolean): void {
    if (this.#ended) return;
    if (!binary || !Buffer.isBuffer(data)) return this.#socket.close(1003);
    if (this.#resolve !== undefined) return this.#answer({ done: false, value: data });
    this.#waiting.push(data);
    this.#bytes += data.length + messageCostBytes;
    if (this.#bytes > readAheadBytes) this.#socket.pause();
  }

  #answer(result: IteratorResult<Uint8Array, undefined>): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.(result);
  }
}
