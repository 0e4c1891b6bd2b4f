import type { JSX } from 'preact';
import type { KnownNetwork } from '@sotto/handset';
import { when } from './when.ts';
import { w, wCount } from './words/words.ts';

/** Who vouches that everybody is shown the same log, and when each did last. */
export function WitnessesCard({
  network: { witnesses, witnessQuorum },
}: {
  readonly network: KnownNetwork;
}): JSX.Element {
  return (
    <section class="card">
      <h2>{w('witnesses')}</h2>
      <p>{wCount('witnessesExplain', witnessQuorum)}</p>
      <ul class="plain-list">
        {witnesses.map(({ name, seenAtMs }) => (
          <li key={name} class="row-text">
            <bdi>{name}</bdi>
            <span class="soft">
              {seenAtMs === undefined
                ? w('witnessNever')
                : w('witnessSeen', { date: when(seenAtMs) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
