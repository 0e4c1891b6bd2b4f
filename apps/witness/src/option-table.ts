/** The name of an option, as in its flag. */
export type OptionName = 'data' | 'name' | 'logs' | 'host' | 'port' | 'trusted-proxy-hops';

/** One option: a flag, an environment variable and a line in apps/witness/README.md. */
export interface OptionFacts {
  readonly value: string;
  /** Absent when the option may be left out without anything in its place. */
  readonly otherwise?: string;
  readonly about: string;
}

/** Every option. The flag is the key behind two hyphens, the environment variable the key in capitals behind `SOTTO_WITNESS_`. */
export const optionTable: Readonly<Record<OptionName, OptionFacts>> = {
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
};

export function environmentName(option: OptionName): string {
  return `SOTTO_WITNESS_${option.toUpperCase().replaceAll('-', '_')}`;
}
