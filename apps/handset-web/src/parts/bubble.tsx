import type { JSX } from 'preact';
import type { Message } from '@sotto/handset';
import { acting, composing } from '../session/acting.ts';
import type { Spot } from '../session/acting.ts';
import { running } from '../session/open-handset.ts';
import { say } from '../session/toast.ts';
import { t, tError } from '../strings/language.ts';
import { hueOf } from './avatar.tsx';
import { BubbleBody } from './bubble-body.tsx';
import { BubbleFoot } from './bubble-foot.tsx';
import { Action, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { QuoteLine } from './quote.tsx';
import { Reactions } from './reactions.tsx';
import { spotOf, usePress } from './use-press.ts';

interface BubbleProps {
  readonly message: Message;
  /** Whether the name stands above: in a group, at the first of several of one person. */
  readonly named: boolean;
  /** Names that are shown as mentions. */
  readonly names: readonly string[];
  /** The one message of the list that Tab comes to; the arrow keys go on from there. */
  readonly current: boolean;
  readonly found: boolean;
  /** Nothing can be answered any more. */
  readonly closed: boolean;
}

/** One message, with everything that can be done with it. */
export function Bubble(props: BubbleProps): JSX.Element {
  const { message, named, names, current, found, closed } = props;
  const { id, mine, state, senderName, sender } = message;
  const alive = message.body.kind !== 'deleted';
  const menu = (spot: Spot): void => void (acting.value = { what: 'menu', message, spot });
  const press = usePress({
    onMenu: menu,
    onPull: alive && !closed ? () => (composing.value = { what: 'reply', message }) : undefined,
  });
  const tab = current ? 0 : -1;
  const [who, what, foot] = ['who', 'what', 'foot'].map((part) => `${part}-${id}`);
  return (
    <article
      class={`bubble ${mine ? 'mine' : 'theirs'} ${message.mentionsMe ? 'mentions' : ''} ${found ? 'found' : ''}`}
      tabIndex={tab}
      aria-labelledby={`${who} ${what} ${foot}`}
      {...press}
    >
      <span class="only-heard" id={who}>
        {mine ? t('youSaid') : t('said', { name: senderName })}
        {message.mentionsMe && `. ${t('mentionsYou')}`}
      </span>
      {named && (
        <p class={`sender ${hueOf(sender)}`} aria-hidden="true">
          <bdi>{senderName}</bdi>
        </p>
      )}
      <div id={what}>
        {message.forwarded && (
          <p class="forwarded">
            <Icon name="forward" /> {t('forwarded')}
          </p>
        )}
        {message.replyTo && alive && (
          <QuoteLine conversation={message.conversation} quote={message.replyTo} />
        )}
        <BubbleBody message={message} names={names} />
      </div>
      <BubbleFoot message={message} id={foot ?? ''} />
      {state === 'failed' && (
        <div class="failure">
          <p>{tError(message.failure ?? '')}</p>
          <Action
            label={t('retry')}
            run={async () => void (await running().retry(message.conversation, id))}
            onFailure={(code) => say(tError(code), 'warning')}
          />
        </div>
      )}
      <Reactions message={message} />
      <span class="bubble-more">
        <IconButton
          popup
          tabIndex={tab}
          label={mine ? t('menuForMine') : t('menuFor', { name: senderName })}
          onClick={(event) => menu(spotOf(event))}
        >
          <Icon name="more" />
        </IconButton>
      </span>
    </article>
  );
}
