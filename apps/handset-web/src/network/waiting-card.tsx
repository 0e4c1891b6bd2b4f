import type { JSX } from 'preact';
import type { Network } from '@sotto/handset';
import { Fingerprint } from './fingerprint.tsx';
import { Refresh } from './refresh.tsx';
import { Sign } from './sign.tsx';
import { TroubleLine } from './trouble-line.tsx';
import { w } from './words/words.ts';

/** It is known which network this is, and nothing else of it yet. */
export function WaitingCard({
  network: { charterHash, trouble },
}: {
  readonly network: Extract<Network, { readonly state: 'waiting' }>;
}): JSX.Element {
  return (
    <section class="card state unsure">
      <div class="state-sentence" role="status">
        <Sign name="quiet" />
        <strong>{w('waitingTitle')}</strong>
      </div>
      <p>{w('waitingExplain')}</p>
      {trouble && <TroubleLine trouble={trouble} />}
      <Refresh />
      <h2>{w('compareCharter')}</h2>
      <Fingerprint hex={charterHash} />
    </section>
  );
}
