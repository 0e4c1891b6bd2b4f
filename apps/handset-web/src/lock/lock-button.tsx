import type { JSX } from 'preact';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { lockHandset } from '../session/session.ts';
import { t } from '../strings/language.ts';

/** On every screen behind the lock. The keys do the same. */
export function LockButton(): JSX.Element {
  return (
    <IconButton
      label={t('lock')}
      keys="Control+Shift+L Meta+Shift+L"
      onClick={() => void lockHandset()}
    >
      <Icon name="lock" />
    </IconButton>
  );
}
