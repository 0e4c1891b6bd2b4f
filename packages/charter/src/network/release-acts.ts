import { stoppedFrom } from './freeze-acts.ts';
import type { Transition } from './step.ts';
import { roleQuorum } from './step.ts';

export const release: Transition<'release'> = (network, { body }, logged) => ({
  signedBy: roleQuorum(network.document.charter, 'release'),
  network: { ...network, release: { ...body, ...logged } },
});

/** A freeze that stops updates stops releases too: one has to be logged anew when it is over. */
export const releaseInFreeze: Transition<'release'> = (network, act, logged) =>
  stoppedFrom('noUpdates', network, logged.loggedAtSeconds) ?? release(network, act, logged);

/** Until independent rebuilders have keys of their own, the release role speaks for them. */
export const rebuild: Transition<'rebuild'> = (network, { body }, logged) => ({
  signedBy: roleQuorum(network.document.charter, 'release'),
  network: { ...network, rebuild: { ...body, ...logged } },
});
