import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import type { Crypto, MailboxAddress, PostId, ReadKey } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { ClientFrame, DeliveryFrame, PostedFrame, RelayFrame } from '@sotto/protocol';
import {
  encodeClientBatch,
  listenSignatureInput,
  mailboxAddress,
  parseRelayBatch,
} from '@sotto/protocol';
import { WebSocket } from 'ws';

/** A connection that speaks the relay's frames and little else, so that the load costs little beside the relay. */
export class RelayPeer {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (frame: RelayFrame) => void>();
  #lastId = 0;
  onPosted: (frame: PostedFrame) => void = () => undefined;
  onDelivery: (frame: DeliveryFrame) => void = () => undefined;

  static async connect(url: string): Promise<RelayPeer> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return new RelayPeer(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (message: Buffer) => {
      for (const frame of parseRelayBatch(message)) this.#take(frame);
    });
  }

  nextId(): number {
    return (this.#lastId = (this.#lastId % 0x0fff_ffff) + 1);
  }

  send(frames: readonly ClientFrame[]): void {
    for (let at = 0; at < frames.length; at += 64) {
      this.#socket.send(encodeClientBatch(frames.slice(at, at + 64)), { binary: true });
    }
  }

  request(frame: ClientFrame): Promise<RelayFrame> {
    const answered = new Promise<RelayFrame>((resolve) => this.#answers.set(frame.id, resolve));
    this.send([frame]);
    return answered;
  }

  /** Opens a mailbox of its own and listens to it. */
  async listen(windowBytes: number): Promise<MailboxAddress> {
    const welcome = await this.request({ kind: 'hello', id: this.nextId(), version: 1 });
    if (welcome.kind !== 'welcome') throw new Error('The relay did not welcome.');
    const { Ed25519 } = (await primitives()).signatures;
    const seed = randomBytes(32);
    const readKey = (await Ed25519.publicKey(seed)) as ReadKey;
    const address = mailboxAddress(readKey);
    await this.#done({
      kind: 'open',
      id: this.nextId(),
      readKey,
      credit: new Uint8Array(),
      holder: new Uint8Array(),
    });
    const signature = await Ed25519.sign(seed, listenSignatureInput(welcome.nonce, address));
    await this.#done({ kind: 'listen', id: this.nextId(), readKey, signature, windowBytes });
    return address;
  }

  close(): void {
    this.#socket.terminate();
  }

  async #done(frame: ClientFrame): Promise<void> {
    const answer = await this.request(frame);
    if (answer.kind === 'refused') throw new Error(`The relay refused: ${answer.code}.`);
  }

  #take(frame: RelayFrame): void {
    if (frame.kind === 'posted') this.onPosted(frame);
    else if (frame.kind === 'delivery') this.onDelivery(frame);
    else {
      this.#answers.get(frame.id)?.(frame);
      this.#answers.delete(frame.id);
    }
  }
}

/** Random ids are made from a pool: their making is not what is measured. */
export function freshPostId(): PostId {
  counter += 1;
  const id = randomBytes(16);
  new DataView(id.buffer, id.byteOffset).setUint32(0, counter);
  return id as PostId;
}

let counter = 0;
const pool = randomFillSync(new Uint8Array(1 << 20));
let poolAt = 0;

function randomBytes(length: number): Uint8Array {
  poolAt = (poolAt + length) % (pool.length - 64);
  return pool.slice(poolAt, poolAt + length);
}

let crypto: Promise<Crypto> | undefined;

function primitives(): Promise<Crypto> {
  return (crypto ??= createPlugin(nodeCrypto(), {} as never));
}
