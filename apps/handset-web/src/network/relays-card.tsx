import type { JSX } from 'preact';
import type { KnownNetwork } from '@sotto/handset';
import { w } from './words/words.ts';

/** The network’s relays, and which are this person’s own. */
export function RelaysCard({
  network: { relays },
}: {
  readonly network: KnownNetwork;
}): JSX.Element {
  return (
    <section class="card">
      <h2>{w('itsRelays')}</h2>
      <ul class="plain-list">
        {relays.map(({ relay, standing, isHome }) => (
          <li key={relay} class="row-text">
            <bdi dir="ltr">{relay}</bdi>
            {isHome && <span class="mine-mark">{w('relayMine')}</span>}
            {standing === 'draining' && <span class="trouble">{w('relayDraining')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
