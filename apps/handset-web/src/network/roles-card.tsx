import type { JSX } from 'preact';
import type { KnownNetwork } from '@sotto/handset';
import { isolate, tList } from '../strings/language.ts';
import { roleWords } from './role-words.ts';
import { when } from './when.ts';
import { w } from './words/words.ts';

/** Who can do what, and how many of them it takes. */
export function RolesCard({ network: { roles } }: { readonly network: KnownNetwork }): JSX.Element {
  return (
    <section class="card">
      <h2>{w('who')}</h2>
      <p>{w('whoExplain')}</p>
      <ul class="plain-list roles">
        {roles.map(({ role, threshold, persons, expiresAtMs }) => {
          const date = when(expiresAtMs);
          const over = expiresAtMs <= Date.now();
          return (
            <li key={role}>
              <h3>{w(roleWords[role])}</h3>
              <p>{w('itTakes', { threshold, names: tList(persons.map(isolate)) })}</p>
              <p class={over ? 'trouble' : 'soft'}>
                {w(over ? 'roleOver' : 'roleUntil', { date })}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
