import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Action } from '../parts/button.tsx';
import { running } from '../session/open-handset.ts';
import { network } from '../session/open-network.ts';
import { w, wError } from './words/words.ts';

/** Looks at the relays’ logs now, and shows that it does. */
export function Refresh(): JSX.Element {
  const [looking, setLooking] = useState(false);
  const [error, setError] = useState<string>();
  const look = async (): Promise<void> => {
    setLooking(true);
    setError(undefined);
    try {
      network.value = await running().network.refresh();
    } finally {
      setLooking(false);
    }
  };
  return (
    <>
      <Action
        label={w('refresh')}
        busyLabel={w('refreshing')}
        run={look}
        onFailure={(code) => setError(wError(code))}
      />
      {looking && <progress class="looking" aria-label={w('refreshing')} />}
      <p class="error" role="alert">
        {error}
      </p>
    </>
  );
}
