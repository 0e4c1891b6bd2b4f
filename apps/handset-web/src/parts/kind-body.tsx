import type { JSX } from 'preact';
import { isSottoError } from '@sotto/core';
import type { KindReader } from '@sotto/core';
import type { Message, MessageBody } from '@sotto/handset';
import { conversations } from '../session/chats.ts';
import { kindOf } from '../session/kinds.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { locale, t, tError } from '../strings/language.ts';
import { KindFrame } from './kind-frame.tsx';

type CustomBody = Extract<MessageBody, { kind: 'custom' }>;

/** A message of a plugin's kind: its view where it has one, else its words. */
export function KindBody({
  message,
  body,
}: {
  readonly message: Message;
  readonly body: CustomBody;
}): JSX.Element {
  const kind = kindOf(body.mediaType);
  const { conversation } = message;
  const mayAnswer = conversations.value.find(({ id }) => id === conversation)?.state === 'active';
  const reader: KindReader = {
    me: running().identity,
    nowMs: Date.now(),
    language: locale.value,
    mayAnswer,
  };
  const text = kind?.describe(body.state, reader) ?? (body.fallback || t('unknownWord'));
  if (!kind?.view)
    return (
      <p dir="auto" class="kind-text">
        {text}
      </p>
    );
  return (
    <KindFrame
      view={kind.view}
      state={body.state}
      reader={reader}
      label={text.split('\n')[0] ?? text}
      text={text}
      onAnswer={(data) => void answer(message, body.mediaType, data)}
    />
  );
}

async function answer(message: Message, mediaType: string, data: Uint8Array): Promise<void> {
  try {
    await running().send(message.conversation, { mediaType, data, replyTo: message.id });
  } catch (error) {
    if (!isSottoError(error)) throw error;
    say(tError(error.code), 'warning');
  }
}
