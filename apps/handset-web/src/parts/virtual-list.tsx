import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly estimatePx: number;
  readonly label: string;
  readonly render: (item: T, index: number) => ComponentChildren;
  /** `end`: begins at the newest, stays there while new ones come, keeps its place when older ones are put in front. */
  readonly anchor?: 'start' | 'end';
  readonly onNearStart?: () => void;
  readonly onAtEnd?: (atEnd: boolean) => void;
}

/** How near to an edge, in pixels, counts as being there. */
const nearPx = 80;

/** A list of any length of which only what can be seen is in the document. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { items, keyOf, estimatePx, label, render, anchor = 'start', onNearStart, onAtEnd } = props;
  const scroller = useRef<HTMLOListElement>(null);
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const atEnd = useRef(true);
  const firstKey = useRef<string | undefined>(undefined);
  const [virtual] = useState(
    () =>
      new Virtualizer<HTMLOListElement, HTMLLIElement>({
        count: 0,
        getScrollElement: () => scroller.current,
        estimateSize: () => estimatePx,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
      }),
  );
  virtual.setOptions({
    ...virtual.options,
    count: items.length,
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: 8,
    onChange: () => {
      const element = scroller.current;
      if (element) {
        const end = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
        if (end !== atEnd.current) onAtEnd?.(end);
        atEnd.current = end;
        if (element.scrollTop < nearPx * 5) onNearStart?.();
      }
      redraw();
    },
  });
  useLayoutEffect(() => virtual._didMount(), [virtual]);
  useLayoutEffect(() => virtual._willUpdate());

  useLayoutEffect(() => {
    if (anchor === 'start') return;
    const key = items[0] === undefined ? undefined : keyOf(items[0]);
    const before = firstKey.current;
    firstKey.current = key;
    const grown =
      before === undefined || before === key
        ? 0
        : items.findIndex((item) => keyOf(item) === before);
    if (grown > 0) {
      // Older messages were put in front: what was first stays where it was.
      virtual.scrollToIndex(grown, { align: 'start' });
    } else if (atEnd.current && items.length > 0)
      virtual.scrollToIndex(items.length - 1, { align: 'end' });
  }, [anchor, items]);

  const rows = virtual.getVirtualItems();
  // The room of the rows that are not in the document.
  const room = {
    paddingBlockStart: `${rows[0]?.start ?? 0}px`,
    paddingBlockEnd: `${virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)}px`,
  };
  return (
    <ol class="virtual" ref={scroller} aria-label={label} tabIndex={0} style={room}>
      {rows.map((row) => (
        <li
          key={row.key}
          data-index={row.index}
          ref={(element) => virtual.measureElement(element)}
          aria-setsize={items.length}
          aria-posinset={row.index + 1}
        >
          {render(items[row.index] as T, row.index)}
        </li>
      ))}
    </ol>
  );
}
