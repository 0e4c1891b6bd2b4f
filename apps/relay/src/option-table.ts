import type { OptionTable } from '@sotto/server';

/** As people type it; its environment variables begin with it too. */
export const program = 'sotto-relay';

/** The name of an option, as in its flag. */
export type OptionName =
  | 'data'
  | 'host'
  | 'port'
  | 'metrics-port'
  | 'trusted-proxy-hops'
  | 'web'
  | 'log'
  | 'connect-sources'
  | 'greeter'
  | 'access'
  | 'access-key'
  | 'revoked-invites'
  | 'max-mailbox-store-bytes'
  | 'max-blob-store-bytes';

/** Every option. The flag is the key behind two hyphens, the environment variable the key in capitals behind `SOTTO_RELAY_`. */
export const optionTable: OptionTable<OptionName> = {
  data: { value: 'FOLDER', otherwise: 'sotto-relay', about: 'everything that the relay keeps' },
  host: { value: 'ADDRESS', otherwise: '127.0.0.1', about: 'the address to listen on' },
  port: { value: 'PORT', otherwise: '7300', about: 'the port to listen on' },
  'metrics-port': { value: 'PORT', about: 'a port on 127.0.0.1 for /metrics and /healthz' },
  'trusted-proxy-hops': {
    value: 'COUNT',
    otherwise: '0',
    about: 'proxies of your own before the relay that append to X-Forwarded-For',
  },
  web: { value: 'FOLDER', about: 'a built web handset to serve' },
  log: { value: 'FOLDER', about: "the network's act log, to be served to everybody" },
  'connect-sources': {
    value: 'SOURCES',
    otherwise: 'https: wss:',
    about:
      'what the web handset may connect to besides this relay, as in a Content-Security-Policy',
  },
  greeter: { value: 'URL', about: 'a greeter on this machine that newcomers are offered' },
  access: { value: 'open|invite', otherwise: 'open', about: 'who may open mailboxes' },
  'access-key': { value: 'HEX', about: 'with --access invite: the public key that signs invites' },
  'revoked-invites': {
    value: 'FILE',
    about:
      'with --access invite: ids that admit nobody any more; revoked-invites in the data folder',
  },
  'max-mailbox-store-bytes': {
    value: 'BYTES',
    otherwise: '8589934592',
    about: 'room for mailboxes and registers; past it the relay asks handsets to wait',
  },
  'max-blob-store-bytes': { value: 'BYTES', about: 'room for sealed pictures; see docs/limits.md' },
};
