import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { back } from '../session/router.ts';
import { t } from '../strings/language.ts';
import { LockButton } from '../lock/lock-button.tsx';
import { IconButton } from './button.tsx';
import { PanicButton } from '../wipe/panic.tsx';
import { Icon } from './icon.tsx';

interface ScreenProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** Whether there is somewhere to go back to. Default true. */
  readonly canGoBack?: boolean;
  /** A button instead of the plain title, such as the contact's name. */
  readonly heading?: ComponentChildren;
  /** It stands beside the screen that matters. Default false. */
  readonly aside?: boolean;
}

/** A screen behind the lock: a bar with a way back and a title that takes the focus, and what belongs to it. */
export function Screen({
  title,
  children,
  actions,
  canGoBack = true,
  heading,
  aside = false,
}: ScreenProps): JSX.Element {
  const id = useId();
  const top = useRef<HTMLHeadingElement>(null);
  // The name of the tab stays what it is: a browser writes it to disk, and a title is somebody's name.
  useEffect(() => {
    top.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    // A role and no element of its own, so that what is in it stays when another screen opens beside it.
    <div class="screen" role={aside ? 'region' : 'main'} aria-labelledby={aside ? id : undefined}>
      <div class="bar">
        {canGoBack && (
          <IconButton label={t('back')} onClick={back}>
            <Icon name="back" />
          </IconButton>
        )}
        <h1 ref={top} id={id} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {actions}
        <span class="panic">
          <LockButton />
          <PanicButton />
        </span>
      </div>
      {children}
    </div>
  );
}
