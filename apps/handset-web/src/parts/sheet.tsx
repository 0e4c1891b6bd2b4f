import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Spot } from '../session/acting.ts';

interface SheetProps {
  readonly title: string;
  /** Whether the title is seen, and not only heard. Default true. */
  readonly titleSeen?: boolean;
  readonly close: () => void;
  readonly children: ComponentChildren;
  /** Where there is room, it opens beside this place; else at the bottom of the screen. */
  readonly spot?: Spot | undefined;
  readonly role?: 'dialog' | 'alertdialog';
}

/** Distance to the edges of the window, in pixels. */
const edgePx = 12;

/**
 * Something in front of everything else that takes the focus, and gives it back. Escape, a tap beside it and the phone's
 * own way back close it.
 */
export function Sheet(props: SheetProps): JSX.Element {
  const { title, titleSeen = true, close, children, spot, role } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    element.showModal();
    if (spot && matchMedia('(width >= 52rem)').matches) putBeside(element, spot);
    // What was focused before is focused again only when it is closed while it is still there.
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      role={role}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div class="sheet-inside">
        <h2 id={id} class={titleSeen ? 'sheet-title' : 'only-heard'}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

function putBeside(element: HTMLElement, { x, y }: Spot): void {
  element.classList.add('beside');
  const { width, height } = element.getBoundingClientRect();
  const within = (at: number, size: number, room: number): number =>
    Math.max(edgePx, Math.min(at, room - size - edgePx));
  element.style.left = `${within(x - width / 2, width, innerWidth)}px`;
  element.style.top = `${within(y, height, innerHeight)}px`;
}
