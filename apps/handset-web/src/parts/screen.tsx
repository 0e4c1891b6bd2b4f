import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { back } from '../session/router.ts';
import { t } from '../strings/language.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

interface ScreenProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** Whether there is somewhere to go back to. Default true. */
  readonly canGoBack?: boolean;
  /** A button instead of the plain title, such as the contact's name. */
  readonly heading?: ComponentChildren;
}

/** A screen behind the lock: a bar with a way back and a title that takes the focus, and what belongs to it. */
export function Screen({
  title,
  children,
  actions,
  canGoBack = true,
  heading,
}: ScreenProps): JSX.Element {
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('appName')}`;
    top.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <main class="screen">
      <header class="bar">
        {canGoBack && (
          <IconButton label={t('back')} onClick={back}>
            <Icon name="back" />
          </IconButton>
        )}
        <h1 ref={top} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {actions}
      </header>
      {children}
    </main>
  );
}
