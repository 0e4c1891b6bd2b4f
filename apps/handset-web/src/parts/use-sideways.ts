import { useRef } from 'preact/hooks';

/** How far a finger goes before it turns to the next one, in pixels. */
const turnPx = 48;

interface Handlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: () => void;
}

/** Turns pages with a finger: 1 for the next one along the line of writing, -1 for the one before. */
export function useSideways(turn: (by: 1 | -1) => void): Handlers {
  const from = useRef<number | undefined>(undefined);
  return {
    onPointerDown: ({ pointerType, isPrimary, clientX }) => {
      // A second finger zooms.
      from.current = pointerType === 'touch' && isPrimary ? clientX : undefined;
    },
    onPointerUp: ({ clientX }) => {
      const moved = clientX - (from.current ?? clientX);
      from.current = undefined;
      if (Math.abs(moved) < turnPx) return;
      const leftwards = document.documentElement.dir === 'rtl' ? -1 : 1;
      turn(moved < 0 ? leftwards : (-leftwards as 1 | -1));
    },
    onPointerCancel: () => {
      from.current = undefined;
    },
  };
}
