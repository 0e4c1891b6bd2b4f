import type { ToldLimits } from '@sotto/protocol';
import { frameLimits } from '@sotto/protocol';
import { SottoError } from '@sotto/core';
import type { RelayErrorCode } from './error-codes.ts';

/**
 * Every bound of a relay, with its unit in its name. docs/limits.md lists them; a test holds the two together. What is
 * also in `ToldLimits` is told to every handset in the welcome.
 */
export interface RelayLimits extends ToldLimits {
  /** Window that one `listen` or `credit` may grant; more is cut down to it. */
  readonly maxWindowBytes: number;
  /** Bodies of one connection's requests under way, and the most that their answers can be; reading waits past it. */
  readonly maxBytesUnderWay: number;
  /** Answers and deliveries that a connection has not taken; reading and delivering wait past it. */
  readonly maxUnsentBytes: number;
  readonly maxConnections: number;
  /** From one remote address (IPv6: one /64). */
  readonly maxConnectionsPerRemote: number;
  /** Without a hello. */
  readonly helloTimeoutMs: number;
  /** Without a sign of life, pongs included. */
  readonly idleTimeoutMs: number;
  /** Remote addresses remembered for rate limits; the one that has rested longest goes first. */
  readonly maxRemotes: number;

  /** Token buckets, each for one remote address: so many at once, then so many a second. */
  readonly connectionsBurst: number;
  readonly connectionsPerSecond: number;
  readonly opensBurst: number;
  readonly opensPerSecond: number;
  /** One for each mailbox of a post. */
  readonly postsBurst: number;
  readonly postsPerSecond: number;
  readonly registersBurst: number;
  readonly registersPerSecond: number;
  /** Listens and closes: each costs the check of a signature. */
  readonly signaturesBurst: number;
  readonly signaturesPerSecond: number;
  /** Any other request: lookups, acks, credits. */
  readonly requestsBurst: number;
  readonly requestsPerSecond: number;
  /** Bytes of blobs, up and down. */
  readonly blobBytesBurst: number;
  readonly blobBytesPerSecond: number;
  /** Blob requests, reads and writes. */
  readonly blobRequestsBurst: number;
  readonly blobRequestsPerSecond: number;
  /** Requests for an invite of the greeter. */
  readonly greetingsBurst: number;
  readonly greetingsPerSecond: number;

  /** Parts of blobs being received at the same time, each held in memory until it is stored. */
  readonly maxBlobPartsUnderWay: number;
  /** Of those, from one remote address. */
  readonly maxBlobPartsPerRemote: number;
  /** All blobs together; a part that begins a blob is refused past it. */
  readonly maxBlobStoreBytes: number;
  /** An unfinished blob is dropped when nothing was added for so long. */
  readonly blobUnfinishedSeconds: number;
  /** An empty mailbox is dropped when nobody opened, listened or acked for so long. */
  readonly mailboxIdleSeconds: number;

  /** Request line and headers of one HTTP request. */
  readonly maxHttpHeaderBytes: number;
  /** For the headers of one HTTP request to arrive. */
  readonly httpHeadersTimeoutMs: number;
  /** For one whole HTTP request to arrive. */
  readonly httpRequestTimeoutMs: number;
  /** An HTTP socket on which nothing moves for so long is ended. */
  readonly httpIdleTimeoutMs: number;
  /** What a greeter may answer. */
  readonly maxGreetingBytes: number;
  readonly greetingTimeoutMs: number;
  /** Between two rounds of dropping what has expired. */
  readonly expiryIntervalMs: number;
  /** Between two looks for mailboxes whose credit was taken back. */
  readonly withdrawalIntervalMs: number;
  /** Things dropped in one call to the store, so that others get their turn. */
  readonly expiryBatch: number;
  /** Graceful shutdown: then what is still under way is cut. */
  readonly shutdownMs: number;
  /** What `leaving` tells handsets, with up to as much again by chance, so that they do not return at once. */
  readonly leavingRetryMs: number;
}

const day = 86_400;

/** Bounds that a relay on a small machine keeps to, unless its operator says otherwise. */
export const defaultLimits: RelayLimits = Object.freeze({
  maxMessageBytes: 1_048_576,
  maxFramesPerMessage: 64,
  maxBodyBytes: 66_560,
  maxMailboxesPerPost: 64,
  maxTtlSeconds: 30 * day,
  maxEnvelopesPerMailbox: 10_000,
  maxBytesPerMailbox: 67_108_864,
  maxRegisterEntries: 8,
  maxRegisterBodyBytes: 66_560,
  maxListensPerConnection: 4_096,
  maxBlobBytes: 71_303_168,
  maxBlobPartBytes: 1_048_576,
  maxCreditBytes: 1_024,
  maxRequestsUnderWay: 4_096,

  maxWindowBytes: 4_194_304,
  maxBytesUnderWay: 2_097_152,
  maxUnsentBytes: 524_288,
  maxConnections: 20_000,
  maxConnectionsPerRemote: 128,
  helloTimeoutMs: 10_000,
  idleTimeoutMs: 90_000,
  maxRemotes: 50_000,

  connectionsBurst: 60,
  connectionsPerSecond: 2,
  opensBurst: 200,
  opensPerSecond: 2,
  postsBurst: 2_000,
  postsPerSecond: 100,
  registersBurst: 200,
  registersPerSecond: 5,
  signaturesBurst: 5_000,
  signaturesPerSecond: 50,
  requestsBurst: 20_000,
  requestsPerSecond: 500,
  blobBytesBurst: 268_435_456,
  blobBytesPerSecond: 4_194_304,
  blobRequestsBurst: 2_000,
  blobRequestsPerSecond: 20,
  greetingsBurst: 10,
  greetingsPerSecond: 0.2,

  maxBlobPartsUnderWay: 64,
  maxBlobPartsPerRemote: 8,
  maxBlobStoreBytes: 10_737_418_240,
  blobUnfinishedSeconds: day,
  mailboxIdleSeconds: 90 * day,

  maxHttpHeaderBytes: 16_384,
  httpHeadersTimeoutMs: 15_000,
  httpRequestTimeoutMs: 120_000,
  httpIdleTimeoutMs: 60_000,
  maxGreetingBytes: 16_384,
  greetingTimeoutMs: 5_000,
  expiryIntervalMs: 60_000,
  withdrawalIntervalMs: 2_000,
  expiryBatch: 500,
  shutdownMs: 10_000,
  leavingRetryMs: 1_000,
});

/**
 * The default limits with some of them changed.
 * @throws RELAY_OPTION for a name that is no limit and for a value that is not a positive number.
 */
export function chooseLimits(changes: Partial<RelayLimits> = {}): RelayLimits {
  for (const [name, value] of Object.entries(changes)) {
    if (
      !Object.hasOwn(defaultLimits, name) ||
      typeof value !== 'number' ||
      !(value > 0) ||
      !Number.isFinite(value)
    ) {
      throw new SottoError<RelayErrorCode>(
        'RELAY_OPTION',
        'A limit has an unknown name or is not a positive number.',
      );
    }
  }
  const limits = Object.freeze({ ...defaultLimits, ...changes });
  if (
    limits.maxFramesPerMessage > frameLimits.maxFramesPerMessage ||
    limits.maxMessageBytes > frameLimits.maxMessageBytes ||
    limits.maxRegisterEntries * limits.maxRegisterBodyBytes >= limits.maxMessageBytes ||
    limits.maxBodyBytes >= limits.maxMessageBytes
  ) {
    throw new SottoError<RelayErrorCode>(
      'RELAY_OPTION',
      'These limits would let the relay send what no handset takes.',
    );
  }
  return limits;
}

/** What the welcome tells of the limits. */
export function toldLimits(limits: RelayLimits): ToldLimits {
  const {
    maxMessageBytes,
    maxFramesPerMessage,
    maxBodyBytes,
    maxMailboxesPerPost,
    maxTtlSeconds,
    maxEnvelopesPerMailbox,
    maxBytesPerMailbox,
    maxRegisterEntries,
    maxRegisterBodyBytes,
    maxListensPerConnection,
    maxBlobBytes,
    maxBlobPartBytes,
    maxCreditBytes,
    maxRequestsUnderWay,
  } = limits;
  return {
    maxMessageBytes,
    maxFramesPerMessage,
    maxBodyBytes,
    maxMailboxesPerPost,
    maxTtlSeconds,
    maxEnvelopesPerMailbox,
    maxBytesPerMailbox,
    maxRegisterEntries,
    maxRegisterBodyBytes,
    maxListensPerConnection,
    maxBlobBytes,
    maxBlobPartBytes,
    maxCreditBytes,
    maxRequestsUnderWay,
  };
}
