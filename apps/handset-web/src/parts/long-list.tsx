import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface LongListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  readonly render: (item: T, index: number) => ComponentChildren;
  /** `end`: begins at the newest and stays there while new ones come. Default `start`. */
  readonly anchor?: 'start' | 'end';
  readonly onNearStart?: () => void;
  readonly onAtEnd?: (atEnd: boolean) => void;
  /** A row to bring into sight. A new object each time that it is asked for. */
  readonly goTo?: { readonly key: string } | undefined;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

/** How many rows there are in the document: at first, more at a time, at most. */
const firstRows = 60;
const moreRows = 40;
const mostRows = 180;
/** How near to an edge, in pixels, counts as being there; and when more rows are brought. */
const atEndPx = 80;
const moreWithinPx = 800;

/** The rows in the document, by key. Without `last` it reaches to the end of the list. */
interface Window {
  readonly first?: string;
  readonly last?: string;
}

/** A row, and where it stood below the top edge, in pixels. */
interface Place {
  readonly key: string;
  readonly topPx: number;
}

/**
 * A list of any length of which only a stretch is in the document. The stretch moves with the scrolling; what is being
 * read stays where it is, whatever is added or taken away around it.
 */
export function LongList<T>(props: LongListProps<T>): JSX.Element {
  const { items, keyOf, label, render, anchor = 'start', onNearStart, onAtEnd, goTo } = props;
  const scroller = useRef<HTMLOListElement>(null);
  const [stretch, setStretch] = useState<Window>({});
  const follows = useRef(anchor === 'end');
  const place = useRef<Place | undefined>(undefined);
  const lastTop = useRef(0);
  const observed = useRef<ResizeObserver | undefined>(undefined);

  const at = (key: string | undefined): number =>
    key === undefined ? -1 : items.findIndex((item) => keyOf(item) === key);
  const last = at(stretch.last);
  const first = at(stretch.first);
  const whole = anchor === 'end' ? items.length : Math.min(items.length, firstRows);
  const end = last < 0 ? (stretch.first === undefined ? whole : items.length) : last + 1;
  const start = first < 0 ? Math.max(0, end - firstRows) : first;

  const move = (from: number, to: number): void => {
    const firstItem = items[from];
    const lastItem = to < items.length ? items[to - 1] : undefined;
    setStretch({
      ...(firstItem === undefined ? {} : { first: keyOf(firstItem) }),
      ...(lastItem === undefined ? {} : { last: keyOf(lastItem) }),
    });
  };

  const scrolled = (): void => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const belowPx = scrollHeight - scrollTop - clientHeight;
    place.current = topmost(element);
    const atEnd = belowPx < atEndPx && end === items.length;
    // Rows that come in at the end move it away; only somebody who goes up leaves it.
    const goesUp = scrollTop < lastTop.current - 1;
    lastTop.current = scrollTop;
    if (atEnd !== follows.current && (atEnd || goesUp)) {
      follows.current = atEnd;
      onAtEnd?.(atEnd);
    }
    bringMore(element);
  };

  const bringMore = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement): void => {
    if (scrollTop < moreWithinPx) {
      const from = Math.max(0, start - moreRows);
      if (start > 0) return move(from, Math.min(end, from + mostRows));
      onNearStart?.();
    }
    if (scrollHeight - scrollTop - clientHeight < moreWithinPx && end < items.length) {
      const to = Math.min(items.length, end + moreRows);
      move(Math.max(start, to - mostRows), to);
    }
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    const index = at(goTo?.key);
    if (!element || !goTo || index < 0) return;
    move(Math.max(0, index - firstRows / 2), Math.min(items.length, index + firstRows / 2));
    follows.current = false;
    onAtEnd?.(false);
    lastTop.current = 0;
    place.current = { key: goTo.key, topPx: element.clientHeight / 3 };
  }, [goTo]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    // Somebody went up, and the browser has not told of it yet.
    const left =
      scrollTop < lastTop.current - 1 && scrollHeight - scrollTop - clientHeight > atEndPx;
    if (anchor === 'end' && follows.current && !left) {
      element.scrollTop = element.scrollHeight;
      // While new rows are followed, those far above leave the document.
      if (end - start > mostRows) move(items.length - firstRows, items.length);
    } else if (place.current) {
      if (!left) keep(element, place.current);
    }
    if (!left) lastTop.current = element.scrollTop;
    // Whoever waits at the very top cannot scroll to ask for what has come in above.
    if (!follows.current) bringMore(element);
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (anchor === 'end' && follows.current) element.scrollTop = element.scrollHeight;
      else if (place.current) keep(element, place.current);
      lastTop.current = element.scrollTop;
    });
    observer.observe(element);
    observed.current = observer;
    return () => observer.disconnect();
  }, [anchor]);

  // Pictures and the views of plugins grow after they came into the document.
  useLayoutEffect(() => {
    for (const row of scroller.current?.children ?? []) observed.current?.observe(row);
  });

  return (
    <ol
      class="long-list"
      ref={scroller}
      aria-label={label}
      tabIndex={0}
      onScroll={scrolled}
      onKeyDown={props.onKeyDown}
    >
      {items.slice(start, end).map((item, index) => (
        <li
          key={keyOf(item)}
          data-key={keyOf(item)}
          aria-setsize={items.length}
          aria-posinset={start + index + 1}
        >
          {render(item, start + index)}
        </li>
      ))}
    </ol>
  );
}

/** Scrolls so that a row stands where it stood. */
function keep(element: HTMLElement, { key, topPx }: Place): void {
  const row = [...element.children].find((child) => keyOfRow(child) === key);
  if (row) element.scrollTop += topOf(row, element) - topPx;
}

function topmost(element: HTMLElement): Place | undefined {
  const row = [...element.children].find(
    (child) => topOf(child, element) + child.getBoundingClientRect().height > 0,
  );
  return row && { key: keyOfRow(row), topPx: topOf(row, element) };
}

function topOf(row: Element, element: HTMLElement): number {
  return row.getBoundingClientRect().top - element.getBoundingClientRect().top;
}

function keyOfRow(row: Element): string {
  return row.getAttribute('data-key') ?? '';
}
