/**
 * One WebSocket as both platforms offer it. `#socket` in package.json picks the implementation: `ws` in Node, where
 * a message that is too large must be refused before it is held, and the platform's own in browsers.
 */
export interface SocketEvents {
  readonly onOpen: () => void;
  readonly onMessage: (message: Uint8Array) => void;
  /** Once, at the end, whatever the reason. `status` is the HTTP status when the other side refused to upgrade. */
  readonly onEnd: (status?: number, retryAfterMs?: number) => void;
}

export interface Socket {
  readonly send: (message: Uint8Array) => void;
  /** Bytes handed over and not yet written to the network. */
  readonly bufferedBytes: () => number;
  readonly close: () => void;
  /** Lets the other side go on (`true`) or makes it wait (`false`), where the platform can. */
  readonly flow: (on: boolean) => void;
}

export type OpenSocket = (url: string, maxMessageBytes: number, events: SocketEvents) => Socket;
