import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Contact } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { putContact } from '../session/people.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Question } from './question.tsx';

/** Blocks somebody after one question, or takes that back at once. */
export function BlockContact({ contact }: { readonly contact: Contact }): JSX.Element {
  const { identity, name, blocked } = contact;
  const [asking, setAsking] = useState(false);
  const set = async (wanted: boolean): Promise<void> =>
    putContact(await running().setBlocked(identity, wanted));
  return (
    <>
      {blocked ? (
        <Action
          label={t('unblock')}
          run={() => set(false)}
          onFailure={(code) => say(tError(code), 'warning')}
        />
      ) : (
        <Action kind="careful" label={t('block')} run={() => setAsking(true)} />
      )}
      {asking && (
        <Question
          title={t('block')}
          text={t('blockSure', { name })}
          yes={t('block')}
          close={() => setAsking(false)}
          run={() => set(true)}
        />
      )}
    </>
  );
}
