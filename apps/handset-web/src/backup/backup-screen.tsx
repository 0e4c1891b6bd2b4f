import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Screen } from '../parts/screen.tsx';
import { KeepCard } from './keep-card.tsx';
import { ListCard } from './list-card.tsx';
import { MakeCard } from './make-card.tsx';
import { PlanCard } from './plan-card.tsx';
import { b } from './words/words.ts';

/** Backups: what is in one, making it, and whether those that were made restore. */
export function BackupScreen(): JSX.Element {
  const [pictures, setPictures] = useState(true);
  return (
    <Screen title={b('backup')}>
      <div class="page">
        <KeepCard />
        <ListCard />
        <MakeCard pictures={pictures} />
        <PlanCard pictures={pictures} setPictures={setPictures} />
      </div>
    </Screen>
  );
}
