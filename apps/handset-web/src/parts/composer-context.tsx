import type { JSX } from 'preact';
import { composing } from '../session/acting.ts';
import type { Composing } from '../session/acting.ts';
import { t } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { bodyText } from './summary.ts';

/** What is being answered or changed, above where one writes. */
export function ComposerContext({ now }: { readonly now: Composing }): JSX.Element {
  const { what, message } = now;
  return (
    <div class="composer-context">
      <Icon name={what} />
      <p class="row-text">
        <span class="row-name">{title(now)}</span>
        <bdi class="row-latest">{bodyText(message.body)}</bdi>
      </p>
      <IconButton
        label={t(what === 'edit' ? 'editCancel' : 'replyCancel')}
        onClick={() => (composing.value = undefined)}
      >
        <Icon name="close" />
      </IconButton>
    </div>
  );
}

function title({ what, message }: Composing): string {
  if (what === 'edit') return t('editing');
  return message.mine ? t('replyingToYou') : t('replyingTo', { name: message.senderName });
}
