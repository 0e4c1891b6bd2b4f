import type { RelayChange } from '../act/act.ts';
import { charterLimits } from '../limits.ts';
import type { NetworkRelay } from './network.ts';
import type { RefusalReason } from './refusals.ts';
import type { Transition } from './step.ts';
import { roleQuorum } from './step.ts';

/** All changes or none. One active relay is left at the end. */
export const changeRelays: Transition<'relays'> = (network, { body }) => {
  let { relays } = network;
  for (const change of body.changes) {
    const changed = afterChange(relays, change);
    if (typeof changed === 'string') return changed;
    relays = changed;
  }
  if (relays.length > charterLimits.maxNetworkRelays) return 'RELAYS_TOO_MANY';
  if (!relays.some(({ standing }) => standing === 'active')) return 'RELAYS_NONE_LEFT';
  return {
    signedBy: roleQuorum(network.document.charter, 'network'),
    network: { ...network, relays },
  };
};

function afterChange(
  relays: readonly NetworkRelay[],
  { change, relay }: RelayChange,
): readonly NetworkRelay[] | RefusalReason {
  const known = relays.find((other) => other.relay === relay);
  const withStanding = (standing: NetworkRelay['standing']) =>
    relays.map((other) => (other === known ? { relay, standing } : other));
  switch (change) {
    case 'add':
      if (known === undefined) return [...relays, { relay, standing: 'active' }];
      return known.standing === 'active' ? 'RELAY_UNCHANGED' : withStanding('active');
    case 'drain':
      if (known === undefined) return 'RELAY_UNKNOWN';
      return known.standing === 'draining' ? 'RELAY_UNCHANGED' : withStanding('draining');
    case 'drop':
      return known === undefined ? 'RELAY_UNKNOWN' : relays.filter((other) => other !== known);
  }
}
