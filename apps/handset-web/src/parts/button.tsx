import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { isSottoError } from '@sotto/core';

interface ActionProps {
  readonly label: string;
  /** Shown while `run` is under way. */
  readonly busyLabel?: string;
  readonly run: () => Promise<void> | void;
  readonly onFailure?: (code: string, refusal: string | undefined) => void;
  /** `careful` leads to a question, whose answer is `danger`. */
  readonly kind?: 'primary' | 'plain' | 'careful' | 'danger';
  readonly disabled?: boolean;
  readonly type?: 'button' | 'submit';
}

/** A button with words that runs something once at a time and hands failures on as codes. */
export function Action({
  label,
  busyLabel,
  run,
  onFailure,
  kind = 'plain',
  disabled,
  type = 'button',
}: ActionProps): JSX.Element {
  const [busy, act] = useAction(run, onFailure);
  return (
    <button
      type={type}
      class={`action ${kind}`}
      disabled={disabled}
      aria-disabled={busy}
      onClick={type === 'submit' ? undefined : act}
    >
      {busy ? (busyLabel ?? label) : label}
    </button>
  );
}

/** Runs `run` unless it is running already. The second value is what a click or submit calls. */
export function useAction(
  run: () => Promise<void> | void,
  onFailure?: (code: string, refusal: string | undefined) => void,
): readonly [boolean, (event?: Event) => void] {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const act = async (): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await run();
    } catch (error) {
      if (!onFailure || !isSottoError(error)) throw error;
      onFailure(error.code, refusalOf(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return [busy, (event) => (event?.preventDefault(), void act())];
}

function refusalOf(error: object): string | undefined {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;
}

interface IconButtonProps {
  readonly label: string;
  readonly onClick: (event: MouseEvent) => void;
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'plain';
  readonly disabled?: boolean;
  readonly type?: 'button' | 'submit';
  /** It opens something in front. */
  readonly popup?: boolean;
  readonly tabIndex?: number;
  /** Keys that do the same, as `aria-keyshortcuts` has them. */
  readonly keys?: string;
}

/** A button with an icon; its label is its name and its tooltip. */
export function IconButton({
  label,
  onClick,
  children,
  kind = 'plain',
  disabled,
  type = 'button',
  popup = false,
  tabIndex,
  keys,
}: IconButtonProps): JSX.Element {
  return (
    <button
      type={type}
      class={`icon-button ${kind}`}
      aria-label={label}
      title={label}
      tabIndex={tabIndex}
      aria-keyshortcuts={keys}
      aria-haspopup={popup ? 'dialog' : undefined}
      disabled={disabled}
      onClick={type === 'submit' ? undefined : onClick}
    >
      {children}
    </button>
  );
}
