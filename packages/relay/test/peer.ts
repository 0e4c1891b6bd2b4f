import type { ClientFrame, RefusedFrame, RelayFrame, WelcomeFrame } from '@sotto/protocol';
import { encodeClientBatch, parseRelayBatch } from '@sotto/protocol';
import type { Reader } from './identity.ts';
import { newPostId } from './identity.ts';

/** How a peer reaches the relay. */
export interface Wire {
  readonly send: (message: Uint8Array) => void;
  readonly close: () => void;
}

type WithoutId<F> = F extends ClientFrame ? Omit<F, 'id'> : never;

/** A handset's end of a connection, for tests: asks, and looks at everything that comes. */
export class Peer {
  readonly frames: RelayFrame[] = [];
  /** How many messages came. */
  messages = 0;
  ended = false;
  welcome: WelcomeFrame | undefined;
  #wire: Wire | undefined;
  #lastId = 0;
  #wake: (() => void)[] = [];

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  receive(message: Uint8Array): void {
    this.messages += 1;
    this.frames.push(...parseRelayBatch(message));
    this.#wakeAll();
  }

  end(): void {
    this.ended = true;
    this.#wakeAll();
  }

  sendBytes(message: Uint8Array): void {
    this.#wire?.send(message);
  }

  /** Sends requests in one message, and gives their ids. */
  send(...frames: readonly WithoutId<ClientFrame>[]): readonly number[] {
    const numbered = frames.map((frame) => ({ ...frame, id: (this.#lastId += 1) }));
    this.sendBytes(encodeClientBatch(numbered));
    return numbered.map(({ id }) => id);
  }

  async request(frame: WithoutId<ClientFrame>): Promise<RelayFrame> {
    const [id] = this.send(frame);
    return this.answer(id!);
  }

  async answer(id: number): Promise<RelayFrame> {
    return this.until((frame) => frame.id === id);
  }

  /** The first frame that is so, whether it came already or comes. */
  async until(wanted: (frame: RelayFrame) => boolean): Promise<RelayFrame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found !== undefined) return found;
      if (this.ended)
        throw new Error(
          `The connection ended; it had: ${this.frames.map(({ kind }) => kind).join(' ')}.`,
        );
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }

  /** Resolves when as many envelopes came. */
  async delivered(
    count: number,
  ): Promise<readonly { readonly position: number; readonly body: Uint8Array }[]> {
    for (;;) {
      const envelopes = this.envelopes();
      if (envelopes.length >= count) return envelopes;
      if (this.ended)
        throw new Error(`The connection ended with ${envelopes.length} of ${count} envelopes.`);
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }

  envelopes(): readonly { readonly position: number; readonly body: Uint8Array }[] {
    return this.frames.flatMap((frame) => (frame.kind === 'delivery' ? frame.envelopes : []));
  }

  async whenEnded(): Promise<void> {
    while (!this.ended) await new Promise<void>((wake) => this.#wake.push(wake));
  }

  close(): void {
    this.#wire?.close();
  }

  async hello(): Promise<this> {
    const answer = await this.request({ kind: 'hello', version: 1 });
    if (answer.kind !== 'welcome') throw new Error(`Not welcomed: ${answer.kind}.`);
    this.welcome = answer;
    return this;
  }

  open({ readKey }: Reader): Promise<RelayFrame> {
    return this.request({
      kind: 'open',
      readKey,
      credit: new Uint8Array(),
      holder: new Uint8Array(),
    });
  }

  async listen(reader: Reader, windowBytes: number = 1 << 20): Promise<RelayFrame> {
    const signature = await reader.signListen(this.welcome!.nonce);
    return this.request({ kind: 'listen', readKey: reader.readKey, signature, windowBytes });
  }

  post(reader: Reader, body: Uint8Array): Promise<RelayFrame> {
    return this.request({
      kind: 'post',
      postId: newPostId(),
      mailboxes: [reader.address],
      body,
      ttlSeconds: 1_000,
    });
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

/** The code of a refusal; another answer's kind. */
export function codeOf(frame: RelayFrame): RefusedFrame['code'] | RelayFrame['kind'] {
  return frame.kind === 'refused' ? frame.code : frame.kind;
}
