import type {
  BlobBytes,
  BlobId,
  BlobState,
  Envelope,
  MailboxAddress,
  PostId,
  ReadKey,
  RegisterToken,
} from '@sotto/core';
import type { FarConnection, MemoryRelay } from '@sotto/link-memory';
import {
  closeSignatureInput,
  encodeRelayBatch,
  listenSignatureInput,
  mailboxAddress,
  parseClientBatch,
} from '@sotto/protocol';
import type { ClientFrame, PostFrame, RelayFrame, ToldLimits } from '@sotto/protocol';
import { createHash } from 'node:crypto';
import { crypto } from './node-crypto.ts';

/** A relay of a few lines that keeps the protocol, until a test tells it to lie. Its store outlives every connection. */
export interface TinyRelay extends MemoryRelay {
  /** Every body that was posted, with the id it was posted under, in order, repeats included. */
  readonly posts: { readonly postId: string; readonly body: string }[];
  /** Envelopes that are not acked, of all mailboxes. */
  readonly unacked: () => number;
  readonly mailboxes: () => readonly string[];
  readonly forgetMailboxes: () => void;
  /** Makes a mailbox, as somebody else's handset would. */
  readonly open: (readKey: ReadKey) => void;
  /** What a mailbox holds, by the hex of its address. */
  readonly stored: (mailbox: string) => readonly Envelope[];
  /** Bodies in hex by the hex of the register's token. */
  readonly registers: () => ReadonlyMap<string, readonly string[]>;
  readonly forgetRegisters: () => void;
  /** Registers a body, as somebody else's handset would. */
  readonly register: (token: RegisterToken, body: Uint8Array) => void;
  /** Puts an envelope into a mailbox, as somebody else's handset would. */
  readonly put: (mailbox: MailboxAddress, body: Uint8Array) => void;
  /** The mailboxes as they were before anything was posted: positions begin anew. */
  readonly restoreOldCopy: () => void;
  readonly cutAll: () => void;
  /** Sends a frame to every connection. */
  readonly say: (frame: RelayFrame) => void;
  readonly connections: () => number;
  readonly lies: Lies;
}

export interface Lies {
  /** What is delivered in place of the envelopes that are next; the mailbox is the true one. */
  deliver?: (envelopes: readonly Envelope[], mailbox: string) => readonly Envelope[];
  /** An answer in place of the relay's own to a request; `'silence'` is none at all. */
  answer?: (frame: ClientFrame, answer: RelayFrame) => RelayFrame | 'silence';
  /** Said in place of doing what a request asks for. */
  instead?: (frame: ClientFrame) => RelayFrame | undefined;
  lookup?: (bodies: readonly Uint8Array[]) => readonly Uint8Array[];
  serverTimeMs?: () => number;
  blob?: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Bytes of the message in place of the true ones. */
  message?: (bytes: Uint8Array) => Uint8Array;
}

export const tinyLimits: ToldLimits = {
  maxMessageBytes: 1_048_576,
  maxFramesPerMessage: 64,
  maxBodyBytes: 66_000,
  maxMailboxesPerPost: 64,
  maxTtlSeconds: 40 * 86_400,
  maxEnvelopesPerMailbox: 10_000,
  maxBytesPerMailbox: 100_000_000,
  maxRegisterEntries: 64,
  maxRegisterBodyBytes: 66_000,
  maxListensPerConnection: 1_024,
  maxBlobBytes: 67_108_864,
  maxBlobPartBytes: 1_048_576,
  maxCreditBytes: 1_024,
  maxRequestsUnderWay: 256,
};

interface Mailbox {
  envelopes: Envelope[];
  nextPosition: number;
  readonly postIds: Set<string>;
  listener: { readonly send: () => void; readonly replaced: () => void } | undefined;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function tinyRelay(): TinyRelay {
  const boxes = new Map<string, Mailbox>();
  const registers = new Map<string, Uint8Array[]>();
  const blobs = new Map<string, { bytes: Uint8Array; stored: number }>();
  const posts: TinyRelay['posts'] = [];
  const connections = new Set<FarConnection>();
  const lies: Lies = {};

  const open = (readKey: Uint8Array): { readonly existed: boolean } => {
    const address = hex(mailboxAddress(readKey.slice() as ReadKey));
    const existed = boxes.has(address);
    if (!existed) {
      boxes.set(address, {
        envelopes: [],
        nextPosition: 1,
        postIds: new Set(),
        listener: undefined,
      });
    }
    return { existed };
  };

  const register = (token: Uint8Array, body: Uint8Array) => {
    const bodies = registers.get(hex(token)) ?? [];
    registers.set(hex(token), bodies);
    const known = bodies.findIndex((each) => hex(each) === hex(body));
    const full = known < 0 && bodies.length >= tinyLimits.maxRegisterEntries;
    const position = known < 0 ? bodies.length : known;
    const before = bodies.slice(0, position);
    if (known < 0 && !full) bodies.push(body.slice());
    return { position, before, full };
  };

  const post = (frame: Pick<PostFrame, 'id' | 'postId' | 'mailboxes' | 'body'>): RelayFrame => {
    posts.push({ postId: hex(frame.postId), body: hex(frame.body) });
    const outcomes = frame.mailboxes.map((address) => {
      const box = boxes.get(hex(address));
      if (!box) return 'unknown' as const;
      if (!box.postIds.has(hex(frame.postId))) {
        box.postIds.add(hex(frame.postId));
        box.envelopes.push({
          position: box.nextPosition++,
          postId: frame.postId,
          body: frame.body.slice(),
        });
        queueMicrotask(() => box.listener?.send());
      }
      return 'stored' as const;
    });
    return { kind: 'posted', id: frame.id, outcomes };
  };

  const serve = async (connection: FarConnection): Promise<void> => {
    connections.add(connection);
    const nonce = crypto.random(32);
    const send = (frame: RelayFrame): void => {
      const bytes = encodeRelayBatch([frame]);
      connection.send(lies.message?.(bytes) ?? bytes).catch(() => {});
    };
    const listening: Mailbox[] = [];
    const listen = (address: MailboxAddress, box: Mailbox): void => {
      let after = 0;
      box.listener?.replaced();
      box.listener = {
        replaced: () => send({ kind: 'replaced', id: 0, mailbox: address }),
        send: () => {
          const next = box.envelopes.filter(({ position }) => position > after);
          after = box.nextPosition - 1;
          if (next.length === 0) return;
          const envelopes = lies.deliver?.(next, hex(address)) ?? next;
          if (envelopes.length > 0) send({ kind: 'delivery', id: 0, mailbox: address, envelopes });
        },
      };
      listening.push(box);
    };
    const answer = async (frame: ClientFrame): Promise<RelayFrame | undefined> => {
      const { id } = frame;
      switch (frame.kind) {
        case 'hello': {
          const serverTimeMs = lies.serverTimeMs?.() ?? Date.now();
          const logHead = new Uint8Array(0);
          return {
            kind: 'welcome',
            id,
            version: 1,
            limits: tinyLimits,
            serverTimeMs,
            nonce,
            logHead,
          };
        }
        case 'open': {
          const { existed } = open(frame.readKey);
          return { kind: 'opened', id, existed };
        }
        case 'listen':
        case 'close': {
          const address = mailboxAddress(frame.readKey.slice() as ReadKey);
          const input = frame.kind === 'listen' ? listenSignatureInput : closeSignatureInput;
          const box = boxes.get(hex(address));
          if (
            !(await crypto.signatures.Ed25519.verify(
              frame.readKey,
              input(nonce, address),
              frame.signature,
            ))
          ) {
            return { kind: 'refused', id, code: 'SIGNATURE', retryAfterMs: 0 };
          }
          if (!box) return { kind: 'refused', id, code: 'MAILBOX_UNKNOWN', retryAfterMs: 0 };
          if (frame.kind === 'close') boxes.delete(hex(address));
          else {
            listen(address, box);
            queueMicrotask(() => box.listener?.send());
          }
          return { kind: 'done', id };
        }
        case 'ack': {
          const box = boxes.get(hex(frame.mailbox));
          if (box) box.envelopes = box.envelopes.filter(({ position }) => position > frame.upTo);
          return { kind: 'done', id };
        }
        case 'credit':
          return undefined;
        case 'post':
          return post(frame);
        case 'register': {
          return { kind: 'registered', id, ...register(frame.token, frame.body) };
        }
        case 'lookup': {
          const bodies = registers.get(hex(frame.token)) ?? [];
          return { kind: 'lookedUp', id, bodies: lies.lookup?.(bodies) ?? bodies };
        }
      }
    };
    try {
      for await (const message of connection.messages) {
        for (const frame of parseClientBatch(message, tinyLimits)) {
          if (frame.kind === 'invalid')
            throw new Error(`The handset sent an invalid frame: ${frame.code}`);
          const told = lies.instead?.(frame) ?? (await answer(frame));
          const said = told && (lies.answer?.(frame, told) ?? told);
          if (said && said !== 'silence') send(said);
        }
      }
    } finally {
      connections.delete(connection);
      for (const box of listening) box.listener = undefined;
    }
  };

  const state = (id: BlobId): BlobState => {
    const blob = blobs.get(hex(id));
    return {
      storedBytes: blob?.stored ?? 0,
      complete: blob !== undefined && blob.stored === blob.bytes.length,
    };
  };

  return {
    posts,
    lies,
    unacked: () => boxes.values().reduce((sum, { envelopes }) => sum + envelopes.length, 0),
    mailboxes: () => [...boxes.keys()],
    forgetMailboxes: () => boxes.clear(),
    open: (readKey) => void open(readKey),
    stored: (mailbox) => boxes.get(mailbox)?.envelopes ?? [],
    registers: () =>
      new Map(Array.from(registers, ([token, bodies]) => [token, bodies.map(hex)] as const)),
    forgetRegisters: () => registers.clear(),
    register: (token, body) => void register(token, body),
    put: (mailbox, body) =>
      void post({ id: 0, postId: crypto.random(16) as PostId, mailboxes: [mailbox], body }),
    restoreOldCopy: () => {
      for (const box of boxes.values()) {
        box.envelopes = [];
        box.nextPosition = 1;
        box.postIds.clear();
      }
    },
    cutAll: () => {
      for (const connection of connections) connection.close();
    },
    say: (frame) => {
      for (const connection of connections)
        connection.send(encodeRelayBatch([frame])).catch(() => {});
    },
    connections: () => connections.size,
    accept: serve,
    putBlobPart: async ({ id, offset, totalBytes, bytes }) => {
      const blob = blobs.get(hex(id)) ?? { bytes: new Uint8Array(totalBytes), stored: 0 };
      blobs.set(hex(id), blob);
      if (offset === blob.stored) {
        blob.bytes.set(bytes, offset);
        blob.stored += bytes.length;
      }
      const done = blob.stored === totalBytes;
      if (done && createHash('sha256').update(blob.bytes).digest('hex') !== hex(id))
        blobs.delete(hex(id));
      return state(id);
    },
    blobState: async (id) => state(id),
    getBlobRange: async (id, offset, maxBytes): Promise<BlobBytes | undefined> => {
      const blob = state(id).complete ? blobs.get(hex(id)) : undefined;
      const bytes = blob && (lies.blob ? lies.blob(blob.bytes) : blob.bytes);
      return bytes && { bytes: bytes.slice(offset, offset + maxBytes), totalBytes: bytes.length };
    },
    readLog: async () => undefined,
  };
}
