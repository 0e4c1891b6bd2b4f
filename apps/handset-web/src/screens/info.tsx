import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Message, Version } from '@sotto/handset';
import { BubbleBody } from '../parts/bubble-body.tsx';
import { vanishingText } from '../parts/bubble-foot.tsx';
import { stateText } from '../parts/delivery-mark.tsx';
import { Screen } from '../parts/screen.tsx';
import { dateAndTime } from '../parts/time.ts';
import { handset } from '../session/open-handset.ts';
import { t } from '../strings/language.ts';

/** What is to know about one message: its times, how far it came, what it said before. */
export function InfoScreen({ message }: { readonly message: Message }): JSX.Element {
  const { sentAtMs, editedAtMs, receipts, senderName, mine } = message;
  const state = stateText(message);
  const facts: (readonly [string, string] | undefined)[] = [
    [t('infoFrom'), mine ? t('youWord') : senderName],
    [t('infoSent'), dateAndTime(sentAtMs)],
    editedAtMs === undefined ? undefined : [t('infoChanged'), dateAndTime(editedAtMs)],
    state === undefined ? undefined : [t('infoState'), state],
    receipts && [t('infoDelivered'), ofText(receipts.delivered, receipts.of)],
    receipts && [t('infoRead'), ofText(receipts.read, receipts.of)],
  ];
  const vanishing = vanishingText(message);
  return (
    <Screen title={t('infoTitle')}>
      <div class="page">
        <section class="card">
          <div class={`bubble ${mine ? 'mine' : 'theirs'}`}>
            <BubbleBody message={message} names={[]} />
          </div>
          <dl class="facts">
            {facts
              .filter((fact) => fact !== undefined)
              .map(([name, value]) => (
                <div key={name} class="fact">
                  <dt>{name}</dt>
                  <dd>
                    <bdi>{value}</bdi>
                  </dd>
                </div>
              ))}
          </dl>
          {vanishing !== undefined && <p>{vanishing}</p>}
        </section>
        <Versions message={message} />
      </div>
    </Screen>
  );
}

/** What a changed message said before. */
function Versions({ message }: { readonly message: Message }): JSX.Element | null {
  const { id, conversation, editedAtMs } = message;
  const [versions, setVersions] = useState<readonly Version[]>([]);
  useEffect(() => {
    if (editedAtMs !== undefined) void handset.value?.versions(conversation, id).then(setVersions);
  }, [id, editedAtMs]);
  const earlier = versions.slice(0, -1).toReversed();
  if (earlier.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('infoVersions')}</h2>
      <ol class="plain-list">
        {earlier.map(({ text, atMs }) => (
          <li key={atMs}>
            <time class="soft">{dateAndTime(atMs)}</time>
            <p dir="auto" class="version">
              {text}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ofText(count: number, of: number): string {
  return t('infoOf', { count, of });
}
