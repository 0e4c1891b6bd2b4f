import type { Network, StandingFreeze, StandingNotice } from './network.ts';

/** The freeze in force at this time, in seconds since the UNIX epoch. Its `index` is where the proof is in the log. */
export function freezeAt(network: Network, atSeconds: number): StandingFreeze | undefined {
  const { freeze } = network;
  return freeze !== undefined && atSeconds < freeze.endsAtSeconds ? freeze : undefined;
}

/** The notices to be shown at this time, in seconds since the UNIX epoch, oldest first. */
export function noticesAt(network: Network, atSeconds: number): readonly StandingNotice[] {
  return network.notices.filter(({ expiresAtSeconds }) => atSeconds < expiresAtSeconds);
}
