import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KnownNetwork } from '@sotto/handset';
import { AlertSheet } from './alert-sheet.tsx';
import type { Alert } from './alerts.ts';
import { alertsOf, keyOf } from './alerts.ts';
import { Strip } from './strip.tsx';
import { w } from './words/words.ts';

/** All notices that stand, also those that were read, and what else holds now. */
export function StandsCard({ network }: { readonly network: KnownNetwork }): JSX.Element | null {
  const [opened, setOpened] = useState<string>();
  const read = network.notices.map((notice): Alert => ({ kind: 'notice', notice }));
  const loud = alertsOf(network);
  const known = new Set(loud.map(keyOf));
  const all = [...loud, ...read.filter((alert) => !known.has(keyOf(alert)))].filter(
    // How the pulse stands, and that the log lied, is what the page begins with.
    ({ kind }) => kind !== 'silence' && kind !== 'lied',
  );
  const shown = all.find((alert) => keyOf(alert) === opened);
  if (all.length === 0) return null;
  return (
    <section class="card">
      <h2>{w('standsNow')}</h2>
      <div class="stands">
        {all.map((alert) => (
          <Strip key={keyOf(alert)} alert={alert} open={() => setOpened(keyOf(alert))} />
        ))}
      </div>
      {shown && <AlertSheet key={opened} alert={shown} close={() => setOpened(undefined)} />}
    </section>
  );
}
