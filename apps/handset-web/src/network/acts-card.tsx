import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NetworkAct } from '@sotto/handset';
import { Action } from '../parts/button.tsx';
import { running } from '../session/open-handset.ts';
import { go } from '../session/router.ts';
import { ActRows } from './act-rows.tsx';
import { w } from './words/words.ts';

/** So many rows, of so many acts: signs of life that follow on each other are one row. */
const mostRows = 4;
const newestActs = 40;

/** What was done last, and the way to all of it. */
export function ActsCard({ entries }: { readonly entries: number }): JSX.Element {
  const [acts, setActs] = useState<readonly NetworkAct[]>([]);
  useEffect(() => void running().network.acts({ limit: newestActs }).then(setActs), [entries]);
  return (
    <section class="card">
      <h2>{w('acts')}</h2>
      {entries === 0 ? <p>{w('actsNone')}</p> : <ActRows acts={acts} most={mostRows} />}
      {entries > mostRows && <Action label={w('actsAll')} run={() => go({ at: 'acts' })} />}
    </section>
  );
}
