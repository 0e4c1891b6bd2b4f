import type { JSX } from 'preact';
import { t } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

/** Says, above where one writes, that what is sent is shown once, and what that cannot prevent. */
export function ComposerOnce({ stop }: { readonly stop: () => void }): JSX.Element {
  return (
    <div class="composer-context whole" role="status">
      <Icon name="once" />
      <p class="row-text">
        <span class="row-name">{t('onceSending')}</span>
        <span class="row-latest">{t('onceHonest')}</span>
      </p>
      <IconButton label={t('onceStop')} onClick={stop}>
        <Icon name="close" />
      </IconButton>
    </div>
  );
}
