import type { JSX } from 'preact';
import type { KnownNetwork } from '@sotto/handset';
import { Fingerprint } from './fingerprint.tsx';
import { w, wCount } from './words/words.ts';

/** What two members read to each other, to know that they are shown the same. */
export function CompareCard({ network }: { readonly network: KnownNetwork }): JSX.Element {
  return (
    <section class="card">
      <h2>{w('compare')}</h2>
      <p>{w('compareExplain')}</p>
      <h3>{w('compareCharter')}</h3>
      <Fingerprint hex={network.charterHash} />
      <h3>{wCount('compareRoot', network.entries)}</h3>
      <Fingerprint hex={network.root} />
    </section>
  );
}
