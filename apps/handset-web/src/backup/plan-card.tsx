import type { JSX } from 'preact';
import type { BackupLeftOut, BackupPlan } from '@sotto/handset';
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

/** What a backup would have and what not, before it is made. */
export function PlanCard({ plan }: { readonly plan: BackupPlan }): JSX.Element {
  return (
    <section class="card">
      <h2>{b('planTitle')}</h2>
      <dl class="facts">
        {plan.parts
          .filter(({ count }) => count > 0)
          .map(({ part, count, bytes }) => (
            <div class="fact" key={part}>
              <dt>{b(part)}</dt>
              <dd>
                {part === 'identity' || part === 'settings'
                  ? sizeText(bytes)
                  : `${count.toLocaleString(locale.value)} · ${sizeText(bytes)}`}
              </dd>
            </div>
          ))}
      </dl>
      <h3>{b('planNot')}</h3>
      <ul class="points">
        {plan.without.map((each) => (
          <li key={each}>{b(leftOut[each])}</li>
        ))}
      </ul>
    </section>
  );
}
