export { websocketLink } from './websocket-link.ts';
export type { WebsocketLinkOptions } from './websocket-link.ts';
