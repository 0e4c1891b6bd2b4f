import type { OptionTable } from '@sotto/server';

/** As people type it; its environment variables begin with it too. */
export const program = 'sotto-witness';

/** The name of an option, as in its flag. */
export type OptionName =
  | 'data'
  | 'name'
  | 'logs'
  | 'host'
  | 'port'
  | 'trusted-proxy-hops'
  | 'alarm'
  | 'lift'
  | 'origin';

/** Every option. The flag is the key behind two hyphens, the environment variable the key in capitals behind `SOTTO_WITNESS_`. */
export const optionTable: OptionTable<OptionName> = {
  data: { value: 'FOLDER', otherwise: 'sotto-witness', about: 'its key and what it cosigned' },
  name: { value: 'NAME', about: 'its name in cosignatures; needed once, when the key is made' },
  logs: {
    value: 'FILE',
    otherwise: 'logs.json',
    about: 'the logs that it cosigns, and their keys',
  },
  host: { value: 'ADDRESS', otherwise: '127.0.0.1', about: 'the address to listen on' },
  port: { value: 'PORT', otherwise: '7380', about: 'the port to listen on; 0 for any free one' },
  'trusted-proxy-hops': {
    value: 'COUNT',
    otherwise: '0',
    about: 'proxies of your own before the witness that append to X-Forwarded-For',
  },
  alarm: { value: 'FILE', about: 'raise an alarm with these texts, and end' },
  lift: { value: 'FILE', about: 'take the alarm back with these texts, and end' },
  origin: { value: 'ORIGIN', about: 'the log that the alarm is about, when there are several' },
};
