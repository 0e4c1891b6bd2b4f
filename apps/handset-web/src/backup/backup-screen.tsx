import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BackupPlan } from '@sotto/handset';
import { Screen } from '../parts/screen.tsx';
import { running } from '../session/open-handset.ts';
import { KeepCard } from './keep-card.tsx';
import { ListCard } from './list-card.tsx';
import { MakeCard } from './make-card.tsx';
import { PlanCard } from './plan-card.tsx';
import { b } from './words/words.ts';

/** Backups: whether those that were made restore, making one, and what is in it. */
export function BackupScreen(): JSX.Element {
  const [pictures, setPictures] = useState(true);
  const [plan, setPlan] = useState<BackupPlan>();
  useEffect(() => void running().backup.plan({ pictures }).then(setPlan), [pictures]);
  return (
    <Screen title={b('backup')}>
      <div class="page">
        <KeepCard />
        <ListCard />
        <MakeCard plan={plan} pictures={pictures} setPictures={setPictures} />
        {plan && <PlanCard plan={plan} />}
      </div>
    </Screen>
  );
}
