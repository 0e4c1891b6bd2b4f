import { SottoError } from '@sotto/core';
import type { Crypto, LinkConnection, LinkErrorCode, RegisterToken, RelayUrl } from '@sotto/core';
import { encodeClientBatch, parseRelayBatch } from '@sotto/protocol';
import type {
  ClientFrame,
  DeliveryFrame,
  RefusedFrame,
  RelayFrame,
  WelcomeFrame,
} from '@sotto/protocol';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { boundLimits } from './relay-limits.ts';
import type { RelayLimits } from './relay-limits.ts';
import { misbehaves, refusalError } from './wire.ts';
import type { RelayRequest } from './wire.ts';

/** One live connection to a relay, past its hello. */
export interface RelaySession {
  readonly relay: RelayUrl;
  readonly welcome: WelcomeFrame;
  readonly limits: RelayLimits;
  /**
   * Resolves with the answer. Requests of one turn travel in one message, in the order of the calls. A request that is aborted may
   * have been done all the same.
   * @throws the signal's reason; LINK_CLOSED, RELAY_TIMEOUT, RELAY_MISBEHAVES when the connection ends first; all retryable
   */
  readonly request: (request: RelayRequest, signal?: AbortSignal) => Promise<RelayFrame>;
  /** Sends what has no answer, or whose answer does not matter; `refused` hears of a refusal. */
  readonly tell: (request: RelayRequest, refused?: (why: RefusedFrame) => void) => void;
  /** Resolves, never rejects, when the connection is over; with why. */
  readonly ended: Promise<SessionEnd>;
  readonly end: (why: SessionEnd) => void;
  /** Called at every interval of `watchIntervalMs` while open; `awake` is false when the machine seems to have slept. */
  readonly look: (awake: boolean) => void;
  /** Intervals since anything was asked or delivered. */
  readonly quietLooks: () => number;
}

export interface SessionEnd {
  readonly error: unknown;
  /** The relay asked to stay away for so long. */
  readonly stayAwayMs?: number;
}

export interface SessionListener {
  readonly delivered: (delivery: DeliveryFrame) => void;
  readonly replaced: (mailbox: Uint8Array) => void;
  /** The session is over; called before its requests hear of it. */
  readonly ended: () => void;
}

interface Waiting {
  readonly resolve: (answer: RelayFrame) => void;
  readonly reject: (error: unknown) => void;
  looks: number;
}

const maxTold = 256;

/** A session before its hello. */
export type Conversing = RelaySession & { readonly begin: (welcome: WelcomeFrame) => void };

/** Speaks the relay protocol over a connection: ids, batches, answers, and what comes unasked. */
export function converse(
  crypto: Crypto,
  relay: RelayUrl,
  connection: LinkConnection,
  listener: SessionListener,
): Conversing {
  const outgoing: ClientFrame[] = [];
  const waiting = new Map<number, Waiting>();
  const told = new Map<number, (why: RefusedFrame) => void>();
  const held: (() => void)[] = [];
  const over = Promise.withResolvers<SessionEnd>();
  let limits: RelayLimits | undefined;
  let welcomed: WelcomeFrame | undefined;
  let lastId = 0;
  let sending = false;
  let isOver = false;
  let quiet = 0;

  const end = (why: SessionEnd): void => {
    if (isOver) return;
    isOver = true;
    listener.ended();
    for (const { reject } of waiting.values()) reject(why.error);
    waiting.clear();
    outgoing.length = 0;
    for (const release of held.splice(0)) release();
    void connection.close();
    over.resolve(why);
  };

  const flush = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    try {
      // One turn later, so that what is asked in one turn goes in one message.
      await Promise.resolve();
      while (outgoing.length > 0)
        await connection.send(encodeClientBatch(nextBatch(outgoing, limits)));
    } catch (error) {
      end({ error });
    } finally {
      sending = false;
    }
  };

  const push = (id: number, request: RelayRequest): void => {
    outgoing.push({ ...request, id });
    void flush();
  };

  const nextId = (): number => {
    do lastId = (lastId % 0xffff_ffff) + 1;
    while (waiting.has(lastId));
    return lastId;
  };

  const ask = async (asked: RelayRequest): Promise<RelayFrame> => {
    while (!isOver && limits !== undefined && waiting.size >= limits.maxRequestsUnderWay) {
      await new Promise<void>((release) => held.push(release));
    }
    if (isOver) throw (await over.promise).error;
    quiet = 0;
    return new Promise((resolve, reject) => {
      const id = nextId();
      waiting.set(id, { resolve, reject, looks: 0 });
      push(id, asked);
    });
  };

  const request: RelaySession['request'] = (asked, signal) => {
    const answer = ask(asked);
    return signal ? unlessAborted(answer, signal) : answer;
  };

  const take = (frame: RelayFrame): void => {
    if (frame.kind === 'delivery') {
      quiet = 0;
      listener.delivered(frame);
    } else if (frame.kind === 'replaced') listener.replaced(frame.mailbox);
    else if (frame.kind === 'leaving') end({ error: closed(), stayAwayMs: frame.retryAfterMs });
    else if (frame.kind === 'refused' && frame.id === 0) {
      // The relay will not have this connection at all.
      end({ error: refusalError(frame), stayAwayMs: frame.retryAfterMs });
    } else {
      if (frame.kind === 'refused') told.get(frame.id)?.(frame);
      told.delete(frame.id);
      // What answers something that was only told, or nothing at all, is harmless.
      const asked = waiting.get(frame.id);
      waiting.delete(frame.id);
      held.shift()?.();
      asked?.resolve(frame);
    }
  };

  const read = async (): Promise<void> => {
    try {
      for await (const message of connection.messages) {
        if (isOver) return;
        let frames: readonly RelayFrame[];
        try {
          frames = parseRelayBatch(message);
        } catch (error) {
          return end({ error: misbehaves(error) });
        }
        for (const frame of frames) {
          // What comes behind a delivery that was too much must not be acked past it.
          if (isOver) return;
          take(frame);
        }
      }
      end({ error: closed() });
    } catch (error) {
      end({ error });
    }
  };
  void read();

  return {
    relay,
    get welcome() {
      return welcomed ?? neverBegun();
    },
    get limits() {
      return limits ?? neverBegun();
    },
    begin: (welcome) => {
      welcomed = welcome;
      limits = boundLimits(welcome.limits);
    },
    request,
    tell: (asked, refused) => {
      if (isOver) return;
      const id = nextId();
      if (refused !== undefined) {
        told.set(id, refused);
        // Most are never answered: only the last ones are remembered.
        if (told.size > maxTold) told.delete(told.keys().next().value ?? 0);
      }
      push(id, asked);
    },
    ended: over.promise,
    end,
    look: (awake) => {
      quiet += 1;
      const maxLooks = Math.ceil(handsetLimits.answerTimeoutMs / handsetLimits.watchIntervalMs);
      for (const asked of waiting.values()) {
        asked.looks += 1;
        if (asked.looks > maxLooks) return end({ error: timedOut() });
      }
      const isQuiet = quiet > 0 && quiet % handsetLimits.pingAfterLooks === 0;
      if ((isQuiet || !awake) && waiting.size === 0) ping();
    },
    quietLooks: () => quiet,
  };

  // Any request will do that changes nothing: the relay has to answer, or the look after next finds it dead.
  function ping(): void {
    const quietBefore = quiet;
    const token = crypto.random(32) as RegisterToken;
    request({ kind: 'lookup', token }).catch((error: unknown) => end({ error }));
    quiet = quietBefore;
  }
}

function nextBatch(outgoing: ClientFrame[], limits: RelayLimits | undefined): ClientFrame[] {
  const maxFrames = limits?.maxFramesPerMessage ?? 1;
  // What encoding adds to a post's body is far less than this.
  const overhead = 4_096;
  const maxBytes = (limits?.maxMessageBytes ?? 4_096) - overhead;
  const batch: ClientFrame[] = [];
  let bytes = 0;
  for (
    let frame = outgoing[0];
    frame !== undefined && batch.length < maxFrames;
    frame = outgoing[0]
  ) {
    bytes += frameBytes(frame);
    if (batch.length > 0 && bytes > maxBytes) break;
    batch.push(frame);
    outgoing.shift();
  }
  return batch;
}

function frameBytes(frame: ClientFrame): number {
  return 256 + ('body' in frame ? frame.body.length : 0);
}

function closed(): Error {
  return new SottoError<LinkErrorCode>('LINK_CLOSED', 'The connection to the relay ended.', {
    retryable: true,
  });
}

export function timedOut(): Error {
  return handsetError('RELAY_TIMEOUT', 'The relay does not answer.', { retryable: true });
}

function neverBegun(): never {
  throw misbehaves();
}
