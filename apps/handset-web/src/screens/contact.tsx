import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation, SafetyNumber } from '@sotto/handset';
import { Action, useAction } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { Screen } from '../parts/screen.tsx';
import { put } from '../session/chats.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t } from '../strings/language.ts';

/** Who a contact is: the reader's name for them, and the safety number. */
export function ContactScreen({
  conversation,
}: {
  readonly conversation: Conversation;
}): JSX.Element {
  const { id, contact } = conversation;
  const [name, setName] = useState(contact.name);
  const [number, setNumber] = useState<SafetyNumber>();
  useEffect(() => void running().safetyNumber(id).then(setNumber), [id]);
  const [, save] = useAction(async () => {
    const changed = await running().rename(id, name.trim());
    put(changed);
    setName(changed.contact.name);
    say(t('saved'));
  });
  const verify = async (verified: boolean): Promise<void> =>
    put(await running().setVerified(id, verified));
  const compared = contact.verified === 'compared';
  return (
    <Screen title={t('contactDetails', { name: contact.name })}>
      <div class="page">
        <form class="card" onSubmit={save}>
          <Field
            label={t('name')}
            hint={t('nameHint')}
            value={name}
            onInput={setName}
            maxLength={64}
          />
          <button type="submit" class="action plain">
            {t('save')}
          </button>
        </form>
        <section class="card">
          <h2>{t('safetyNumber')}</h2>
          <p class={`verified ${contact.verified}`}>
            {t(
              compared
                ? 'verifiedCompared'
                : contact.verified === 'invite'
                  ? 'verifiedInvite'
                  : 'verifiedNone',
            )}
          </p>
          <p>{t('safetyExplain', { name: contact.name })}</p>
          {number && (
            <>
              <ol class="safety-number" dir="ltr" aria-label={t('safetyNumber')}>
                {number.groups.map((group, index) => (
                  <li key={index}>{group}</li>
                ))}
              </ol>
              <QrCode text={number.qr} label={t('safetyQr')} />
            </>
          )}
          <Action
            kind={compared ? 'plain' : 'primary'}
            label={t(compared ? 'safetyUnmatch' : 'safetyMatch')}
            run={() => verify(!compared)}
          />
        </section>
      </div>
    </Screen>
  );
}
