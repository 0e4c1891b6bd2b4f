import type { JSX } from 'preact';
import type { KnownNetwork } from '@sotto/handset';
import { Refresh } from './refresh.tsx';
import { Sign } from './sign.tsx';
import { stateOf } from './state-of.ts';
import { TroubleLine } from './trouble-line.tsx';
import { when } from './when.ts';
import { isOfFile } from './trouble-of.ts';
import { w, wCount } from './words/words.ts';

/** How the network stands, in one sentence, and how fresh that is. */
export function StateCard({ network }: { readonly network: KnownNetwork }): JSX.Element {
  const { trouble } = network;
  const { look, sign, sentence, explain } = stateOf(network);
  return (
    <section class={`card state ${look}`}>
      <div class="state-sentence" role="status">
        <Sign name={sign} />
        <strong>{sentence}</strong>
      </div>
      {explain !== undefined && <p>{explain}</p>}
      {trouble && !isOfFile(trouble) && <TroubleLine trouble={trouble} />}
      <p class="soft">{wCount('checked', network.entries, { date: when(network.readAtMs) })}</p>
      {network.evidence > 0 && <p>{w('liedDo')}</p>}
      <Refresh />
    </section>
  );
}
