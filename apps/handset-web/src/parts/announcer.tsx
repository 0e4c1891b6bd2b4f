import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Message } from '@sotto/handset';
import { t } from '../strings/language.ts';
import { bodyText } from './summary.ts';

/** Reads a new message out to those who do not see it arrive. */
export function Announcer({ messages }: { readonly messages: readonly Message[] }): JSX.Element {
  const last = messages.at(-1);
  const [first] = useState(() => Date.now());
  const fresh = last && !last.mine && last.sentAtMs > first ? last : undefined;
  return (
    <p class="only-heard" aria-live="polite">
      {fresh && words(fresh)}
    </p>
  );
}

function words({ body, senderName }: Message): string {
  const text = bodyText(body);
  return body.kind === 'event' ? text : `${t('said', { name: senderName })}: ${text}`;
}
