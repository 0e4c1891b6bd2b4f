import { definePlugin } from '@sotto/core';
import type { Link, Plugin } from '@sotto/core';
import { blobCalls } from './blob-calls.ts';
import { connect } from './connection.ts';
import { logCall } from './log-call.ts';

export interface WebsocketLinkOptions {
  /** Milliseconds for one blob part, one file of the log or one connection to be made. Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Frames over WebSocket at `/relay`, blobs and the act log over HTTP at `/blobs/…` and `/log/…`, as docs/relay-protocol.md has it. These calls send no
 * cookie and no referrer, and follow no redirect. A browser's WebSocket sends the page's origin, and whatever cookie the
 * relay has set there: no page can turn that off.
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
      ...logCall(timeoutMs),
    }),
  });
}
