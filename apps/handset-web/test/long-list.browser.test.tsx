/// <reference types="vite/client" />
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { LongList } from '../src/parts/long-list.tsx';
import '../src/styles/base.css';
import '../src/styles/list.css';
import '../src/styles/screens.css';

interface Item {
  readonly key: string;
  readonly lines: number;
}

afterEach(() => {
  const root = document.querySelector('#root');
  if (root) render(null, root);
  root?.remove();
});

const items = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, index) => ({
    key: String(from + index),
    lines: 1 + ((from + index) % 4),
  }));

function show(list: readonly Item[], onNearStart = (): void => undefined): HTMLElement {
  const root = document.querySelector<HTMLElement>('#root') ?? document.createElement('div');
  root.id = 'root';
  root.className = 'screen';
  root.style.blockSize = '600px';
  // Moving it would reset its scrolling.
  if (!root.isConnected) document.body.append(root);
  render(
    <LongList
      anchor="end"
      items={list}
      keyOf={({ key }) => key}
      label="Messages"
      onNearStart={onNearStart}
      render={({ key, lines }) => (
        <p class="item" style={{ height: `${lines * 20}px` }}>
          {key}
        </p>
      )}
    />,
    root,
  );
  const scroller = root.querySelector('ol');
  if (!scroller) throw new Error('No list.');
  return scroller;
}

const shown = (scroller: HTMLElement): string[] => {
  const frame = scroller.getBoundingClientRect();
  return [...scroller.querySelectorAll('.item')]
    .filter((item) => {
      const { top, bottom } = item.getBoundingClientRect();
      return bottom > frame.top && top < frame.bottom;
    })
    .map((item) => item.textContent ?? '');
};

test('a list of 10,000 rows begins at the newest and keeps few of them in the document', async () => {
  const scroller = show(items(0, 10_000));
  await vi.waitFor(() => expect(shown(scroller)).toContain('9999'));
  expect(scroller.querySelectorAll('.item').length).toBeLessThan(200);
  expect(scroller.querySelectorAll('.item').length).toBeGreaterThan(5);
});

test('a new row at the end is followed, unless somebody reads further up', async () => {
  const scroller = show(items(0, 1_000));
  await vi.waitFor(() => expect(shown(scroller)).toContain('999'));
  show(items(0, 1_001));
  await vi.waitFor(() => expect(shown(scroller)).toContain('1000'));
  scroller.scrollTop -= 1_000;
  await vi.waitFor(() => expect(shown(scroller)).not.toContain('1000'));
  await settled();
  const before = shown(scroller);
  show(items(0, 1_002));
  await settled();
  expect(shown(scroller)).toEqual(before);
});

test('older rows in front are asked for near the start, and what is read stays in place', async () => {
  const asked = vi.fn<() => void>();
  const scroller = show(items(500, 1_000), asked);
  await vi.waitFor(() => expect(shown(scroller)).toContain('999'));
  await vi.waitFor(() => {
    scroller.scrollTop = 30;
    expect(asked).toHaveBeenCalled();
  });
  await settled();
  const before = shown(scroller);
  expect(before).toContain('502');
  show(items(300, 1_000), asked);
  await settled();
  expect(shown(scroller)).toEqual(before);
  await vi.waitFor(() => {
    scroller.scrollTop = 30;
    expect(shown(scroller)).toContain('301');
  });
});

test('a row that grows by itself moves nothing that is read, and the end is followed', async () => {
  const scroller = show(items(0, 200));
  await vi.waitFor(() => expect(shown(scroller)).toContain('199'));
  const grow = (key: string): void => {
    const rows = [...scroller.querySelectorAll<HTMLElement>('.item')];
    const row = rows.find((item) => item.textContent === key);
    if (row) row.style.height = '400px';
  };
  grow('195');
  await settled();
  expect(shown(scroller)).toContain('199');
  scroller.scrollTop -= 600;
  await settled();
  const before = shown(scroller);
  expect(before).not.toContain('199');
  grow('150');
  await settled();
  expect(shown(scroller)).toEqual(before);
});

function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 200));
}
