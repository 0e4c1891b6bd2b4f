import { useRef } from 'preact/hooks';
import type { Spot } from '../session/acting.ts';

/** How long a finger rests before it counts, and how far it may wander meanwhile. */
const restMs = 450;
const wanderPx = 10;
/** How far a message is pulled aside to be answered, and how far it comes along at most. */
const pullPx = 56;
const mostPullPx = 72;

interface Press {
  /** A long press, a right click or the keyboard's menu key. */
  readonly onMenu: (spot: Spot) => void;
  /** Pulled along the line of writing, by touch. */
  readonly onPull?: (() => void) | undefined;
}

interface Handlers {
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: (event: PointerEvent) => void;
}

interface Touch {
  readonly pointer: number;
  readonly from: Spot;
  readonly timer: ReturnType<typeof setTimeout>;
  pulledPx: number;
}

/** What a message answers to besides a tap. Nothing of it is the only way: the button for its menu does all of it too. */
export function usePress({ onMenu, onPull }: Press): Handlers {
  const touch = useRef<Touch | undefined>(undefined);
  const end = (element: EventTarget | null): number => {
    const now = touch.current;
    touch.current = undefined;
    clearTimeout(now?.timer);
    if (element instanceof HTMLElement) element.style.transform = '';
    return now?.pulledPx ?? 0;
  };
  return {
    onContextMenu: (event) => {
      // A link keeps the browser's own menu, and so does text that somebody chose with the mouse.
      const onLink = event.target instanceof Element && event.target.closest('a') !== null;
      if (onLink || getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      end(event.currentTarget);
      onMenu(spotOf(event));
    },
    onPointerDown: (event) => {
      if (event.pointerType === 'mouse' || !event.isPrimary) return;
      const from = { x: event.clientX, y: event.clientY };
      const element = event.currentTarget;
      const timer = setTimeout(() => {
        end(element);
        onMenu(from);
      }, restMs);
      touch.current = { pointer: event.pointerId, from, timer, pulledPx: 0 };
    },
    onPointerMove: (event) => {
      const now = touch.current;
      if (!now || now.pointer !== event.pointerId) return;
      const [dx, dy] = [event.clientX - now.from.x, event.clientY - now.from.y];
      if (Math.hypot(dx, dy) > wanderPx) clearTimeout(now.timer);
      if (!onPull || !(event.currentTarget instanceof HTMLElement)) return;
      const along = document.documentElement.dir === 'rtl' ? -dx : dx;
      now.pulledPx = along > Math.abs(dy) * 2 ? Math.min(along, mostPullPx) : 0;
      const shift = document.documentElement.dir === 'rtl' ? -now.pulledPx : now.pulledPx;
      event.currentTarget.style.transform = now.pulledPx > wanderPx ? `translateX(${shift}px)` : '';
    },
    onPointerUp: (event) => {
      if (end(event.currentTarget) >= pullPx) onPull?.();
    },
    onPointerCancel: (event) => void end(event.currentTarget),
  };
}

/** The place of a click; of one by keyboard, the middle of what it was made on. */
export function spotOf(event: MouseEvent): Spot {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  if (!(event.currentTarget instanceof Element)) return { x: 0, y: 0 };
  const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
