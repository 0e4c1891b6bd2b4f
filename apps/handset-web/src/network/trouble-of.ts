import type { KnownNetwork } from '@sotto/handset';

type Trouble = NonNullable<KnownNetwork['trouble']>;

/** What went wrong with a file says nothing of the relays: trouble with these names one, or says that none could be asked. */
export function isOfFile({ relay, reason }: Trouble): boolean {
  return relay === undefined && reason !== 'unreachable';
}
