import type { JSX } from 'preact';
import { hush, toast } from '../session/toast.ts';
import { t } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

export function ToastLine(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toast.value && (
        <div class={`toast ${toast.value.kind}`}>
          <span>{toast.value.text}</span>
          {toast.value.action && (
            <button type="button" class="action plain small" onClick={toast.value.action.run}>
              {toast.value.action.label}
            </button>
          )}
          <IconButton label={t('close')} onClick={hush}>
            <Icon name="close" />
          </IconButton>
        </div>
      )}
    </div>
  );
}
