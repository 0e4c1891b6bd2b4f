/** One direction of a connection: a bounded queue with one reader. */
export class Pipe implements AsyncIterable<Uint8Array> {
  readonly #aheadBytes: number;
  readonly #messages: Uint8Array[] = [];
  #wake: (() => void)[] = [];
  bytes = 0;
  ended = false;

  constructor(aheadBytes: number) {
    this.#aheadBytes = aheadBytes;
  }

  /** Resolves when there is room for more, or the pipe ended. */
  async push(message: Uint8Array): Promise<void> {
    if (this.ended) return;
    this.#messages.push(message);
    this.bytes += message.length;
    this.#wakeAll();
    while (!this.ended && this.bytes > this.#aheadBytes) await this.#changed();
  }

  /** What was pushed before is still given to the reader. */
  end(): void {
    this.ended = true;
    this.#wakeAll();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) {
        this.bytes -= message.length;
        this.#wakeAll();
        yield message;
      } else if (this.ended) return;
      else await this.#changed();
    }
  }

  #changed(): Promise<void> {
    return new Promise((wake) => this.#wake.push(wake));
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
