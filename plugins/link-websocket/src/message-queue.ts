/**
 * Messages between the socket and their one reader, bounded: past the low mark the socket is asked to wait, past the
 * high mark the connection has to end. Each message counts for its bytes and what it costs to hold, so that a flood of
 * empty ones is bounded too.
 */
export class MessageQueue implements AsyncIterable<Uint8Array> {
  readonly #flow: (on: boolean) => void;
  readonly #messages: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #paused = false;
  #wake: (() => void) | undefined;

  constructor(flow: (on: boolean) => void) {
    this.#flow = flow;
  }

  /** `false` when there is no room: a peer that sends more than its window. */
  push(message: Uint8Array): boolean {
    if (this.#bytes + costOf(message) > highBytes) return false;
    this.#messages.push(message);
    this.#bytes += costOf(message);
    if (!this.#paused && this.#bytes > lowBytes) {
      this.#paused = true;
      this.#flow(false);
    }
    this.#wake?.();
    return true;
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) {
        this.#bytes -= costOf(message);
        if (this.#paused && this.#bytes <= lowBytes) {
          this.#paused = false;
          this.#flow(true);
        }
        yield message;
      } else if (this.#ended) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}

function costOf(message: Uint8Array): number {
  return message.length + heldBytes;
}

/** About what a message takes beside its bytes. */
const heldBytes = 256;
const lowBytes = 4 << 20;
const highBytes = 32 << 20;
