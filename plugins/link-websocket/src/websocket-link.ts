import { definePlugin } from '@sotto/core';
import type { Link, Plugin } from '@sotto/core';
import { blobCalls } from './blob-calls.ts';
import { connect } from './connection.ts';

export interface WebsocketLinkOptions {
  /** Milliseconds for one blob part or one connection to be made. Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Frames over WebSocket at `/relay`, blobs over HTTP at `/blobs/…`, as docs/relay-protocol.md has it. Sends no
 * cookie, no referrer and no origin's credentials.
 */
export function websocketLink(options: WebsocketLinkOptions = {}): Plugin<'link'> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  return definePlugin({
    id: 'link-websocket',
    point: 'link',
    contract: 1,
    needs: [],
    create: async (): Promise<Link> => ({
      connect: (relay, call) => connect(relay, call, timeoutMs),
      ...blobCalls(timeoutMs),
    }),
  });
}
