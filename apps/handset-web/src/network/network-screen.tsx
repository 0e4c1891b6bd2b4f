import type { JSX } from 'preact';
import type { Network } from '@sotto/handset';
import { Screen } from '../parts/screen.tsx';
import { network } from '../session/open-network.ts';
import { ActsCard } from './acts-card.tsx';
import { CarryCard } from './carry-card.tsx';
import { CompareCard } from './compare-card.tsx';
import { JoinCard } from './join-card.tsx';
import { ProofsCard } from './proofs-card.tsx';
import { RelaysCard } from './relays-card.tsx';
import { RolesCard } from './roles-card.tsx';
import { StandsCard } from './stands-card.tsx';
import { StateCard } from './state-card.tsx';
import { WaitingCard } from './waiting-card.tsx';
import { WitnessesCard } from './witnesses-card.tsx';
import { w } from './words/words.ts';

/** Who runs the network, what they did and when, how fresh that is, and who watches them. */
export function NetworkScreen(): JSX.Element {
  const now = network.value;
  return (
    <Screen title={now.state === 'known' ? now.name : w('title')}>
      <div class="page">{cardsOf(now)}</div>
    </Screen>
  );
}

function cardsOf(now: Network): JSX.Element {
  switch (now.state) {
    case 'none':
      return <JoinCard />;
    case 'waiting':
      return (
        <>
          <WaitingCard network={now} />
          <CarryCard canSave={false} />
        </>
      );
    case 'known':
      return (
        <>
          <StateCard network={now} />
          {now.evidence > 0 && <ProofsCard count={now.evidence} />}
          <StandsCard network={now} />
          <ActsCard entries={now.entries} />
          <RolesCard network={now} />
          <WitnessesCard network={now} />
          <RelaysCard network={now} />
          <CarryCard canSave />
          <CompareCard network={now} />
        </>
      );
  }
}
