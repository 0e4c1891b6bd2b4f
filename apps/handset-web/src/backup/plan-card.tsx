import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BackupLeftOut, BackupPlan } from '@sotto/handset';
import { Check } from '../parts/choice-field.tsx';
import { running } from '../session/open-handset.ts';
import { locale } from '../strings/language.ts';
import { b, sizeText } from './words/words.ts';
import type { BackupWord } from './words/words.ts';

const leftOut: Readonly<Record<BackupLeftOut, BackupWord>> = {
  ratchets: 'notRatchets',
  disappearing: 'notDisappearing',
  invites: 'notInvites',
  unsent: 'notUnsent',
  search: 'notSearch',
  pictures: 'notPictures',
};

interface PlanProps {
  readonly pictures: boolean;
  readonly setPictures: (pictures: boolean) => void;
}

/** What a backup would have and what not, before it is made. */
export function PlanCard({ pictures, setPictures }: PlanProps): JSX.Element {
  const [plan, setPlan] = useState<BackupPlan>();
  useEffect(() => void running().backup.plan({ pictures }).then(setPlan), [pictures]);
  return (
    <section class="card">
      <h2>{b('planTitle')}</h2>
      <Check
        label={b('withPictures')}
        checked={pictures}
        onChange={async (checked) => setPictures(checked)}
      />
      {plan && (
        <>
          <ul class="plain-list">
            {plan.parts
              .filter(({ count }) => count > 0)
              .map(({ part, count, bytes }) => (
                <li key={part} class="row">
                  <span class="row-text">
                    {b(part)}
                    <span class="soft">
                      {part === 'identity' || part === 'settings'
                        ? sizeText(bytes)
                        : `${count.toLocaleString(locale.value)} · ${sizeText(bytes)}`}
                    </span>
                  </span>
                </li>
              ))}
          </ul>
          <p>{b('planSize', { size: sizeText(plan.bytes) })}</p>
          <h3>{b('planNot')}</h3>
          <ul class="points">
            {plan.without.map((each) => (
              <li key={each}>{b(leftOut[each])}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
