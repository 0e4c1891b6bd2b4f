import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Message, MessageBody, OnceContent } from '@sotto/handset';
import { running } from '../session/open-handset.ts';
import { t, tError } from '../strings/language.ts';
import { Action } from './button.tsx';
import { Icon } from './icon.tsx';
import { OnceSheet } from './once-sheet.tsx';
import { onceWords } from './summary.ts';

/** A message that is shown once: what kind it is, and to its receiver the way to open it. */
export function OnceMessage({
  message,
  body,
}: {
  readonly message: Message;
  readonly body: Extract<MessageBody, { readonly kind: 'once' }>;
}): JSX.Element {
  const [content, setContent] = useState<OnceContent>();
  const [error, setError] = useState<string>();
  const { conversation, id, mine } = message;
  const isOpen = body.state === 'opened';
  return (
    <div class="once">
      <p class="once-line">
        <Icon name="once" />
        <span>{onceWords(body)}</span>
      </p>
      {isOpen && <p class="unknown">{t('onceOpened')}</p>}
      {mine && !isOpen && <p class="unknown">{t('onceMine')}</p>}
      {!mine && !isOpen && (
        <Action
          label={t('onceOpen')}
          busyLabel={t('onceOpening')}
          run={async () => {
            setError(undefined);
            setContent(await running().openOnce(conversation, id));
          }}
          onFailure={(code) => setError(tError(code))}
        />
      )}
      <p class="error" role="alert">
        {error}
      </p>
      {content && <OnceSheet content={content} close={() => setContent(undefined)} />}
    </div>
  );
}
