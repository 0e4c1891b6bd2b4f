import type { JSX } from 'preact';
import { Check } from '../parts/choice-field.tsx';
import { running } from '../session/open-handset.ts';
import { backupsChanged } from '../session/backups.ts';
import { KeepLine, useKeeping } from './keep-line.tsx';
import { b } from './words/words.ts';

/** The backup at the relay for the key on paper, which is made again by itself. */
export function KeepCard(): JSX.Element | null {
  const keeping = useKeeping();
  if (keeping === undefined) return null;
  return (
    <section class="card">
      <h2>{b('keepTitle')}</h2>
      <p>{b('keepExplain')}</p>
      <KeepLine keeping={keeping} />
      {keeping.state !== 'none' && (
        <Check
          label={b('keepOn')}
          checked={keeping.isOn}
          onChange={async (isOn) => {
            await running().backup.keep(isOn);
            backupsChanged.value += 1;
          }}
        />
      )}
    </section>
  );
}
