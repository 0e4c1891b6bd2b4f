/**
 * One handset's connection, whatever carries it: a WebSocket, a pair of queues in memory, a simulation. Messages are
 * whole, in order, at most once.
 */
export interface RelayConnection {
  /** The other side's address, for rate limits alone: see `remoteKey`. Never logged. */
  readonly remote: string;
  /**
   * Hands a message over. Nothing, or a promise that settles when more may be sent: until then the relay sends nothing,
   * and keeps little. Rejects or throws when the connection has ended.
   */
  readonly send: (message: Uint8Array) => Promise<void> | void;
  /** Messages from the handset. Ends when either side closes. Iterated once; what is not iterated waits, bounded. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Idempotent. Makes `messages` end. */
  readonly close: () => void;
}
