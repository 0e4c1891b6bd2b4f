/// <reference types="vite/client" />
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Message } from '@sotto/handset';
import { acting } from '../src/session/acting.ts';
import { goAbout, subject } from '../src/session/router.ts';
import type { FakeHandset } from './fake-handset.ts';
import { clear } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
});

afterEach(() => {
  acting.value = undefined;
  return clear();
});

/** One finger: down, along a way, and up, or taken by the browser for scrolling. */
function drag(
  element: Element,
  [dx, dy]: readonly [number, number],
  end: 'pointerup' | 'pointercancel' = 'pointerup',
  pointer: PointerEventInit = {},
): void {
  const at = (type: string, part: number): boolean =>
    element.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        pointerType: 'touch',
        isPrimary: true,
        pointerId: 7,
        clientX: 200 + dx * part,
        clientY: 400 + dy * part,
        ...pointer,
      }),
    );
  at('pointerdown', 0);
  for (const part of [0.25, 0.5, 0.75, 1]) at('pointermove', part);
  at(end, 1);
}

async function inGroup(language = 'en'): Promise<HTMLElement> {
  const held = [...fake.stage.conversations.values()];
  const group = held.find(({ conversation }) => conversation.name === 'Saturday sailing');
  if (!group) throw new Error('No such conversation.');
  await show(fake, { route: { at: 'chat', id: group.conversation.id }, language });
  return vi.waitFor(() => {
    const found = [...document.querySelectorAll<HTMLElement>('.bubble')].find((one) =>
      one.textContent?.includes('Yes, at eight.'),
    );
    if (!found) throw new Error('No such message on screen.');
    return found;
  });
}

const isAnswering = (): boolean => document.querySelector('.composer-context') !== null;
/** What a screen needs to draw what happened. */
const drawn = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => done()));

describe('a message that is pulled aside by a finger', () => {
  test('is answered, and goes back to its place', async () => {
    const bubble = await inGroup();
    drag(bubble, [60, 4]);
    await vi.waitFor(() => expect(isAnswering()).toBe(true));
    expect(bubble.style.transform).toBe('');
  });

  test.for([
    ['is not, when it was not pulled far', [50, 0], 'pointerup', {}],
    ['is not, when the finger went up or down', [60, 40], 'pointerup', {}],
    ['is not, when it was pulled the other way', [-60, 0], 'pointerup', {}],
    ['is not, when the browser took the finger for scrolling', [60, 0], 'pointercancel', {}],
    ['is not, by a mouse, which chooses text', [60, 0], 'pointerup', { pointerType: 'mouse' }],
    ['is not, by a second finger', [60, 0], 'pointerup', { isPrimary: false }],
  ] as const)('%s', async ([_name, way, end, pointer]) => {
    const bubble = await inGroup();
    drag(bubble, way, end, pointer);
    await drawn();
    expect(isAnswering()).toBe(false);
    expect(bubble.style.transform).toBe('');
  });

  test('is pulled along the line of writing, so to the left in Arabic', async () => {
    const bubble = await inGroup('ar');
    drag(bubble, [60, 0]);
    await drawn();
    expect(isAnswering()).toBe(false);
    drag(bubble, [-60, 0]);
    await vi.waitFor(() => expect(isAnswering()).toBe(true));
  });
});

describe('a finger that rests on a message', () => {
  const rest = (element: Element, type: string, x = 200): boolean =>
    element.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        pointerType: 'touch',
        isPrimary: true,
        pointerId: 7,
        clientX: x,
        clientY: 400,
      }),
    );

  test('opens its menu while it is still there', async () => {
    const bubble = await inGroup();
    rest(bubble, 'pointerdown');
    await expect.element(page.getByRole('button', { name: 'Reply' })).toBeVisible();
    rest(bubble, 'pointerup');
    expect(isAnswering()).toBe(false);
  });

  test.for([
    ['that is lifted at once opens nothing', 'pointerup', 200],
    ['that wanders off opens nothing', 'pointermove', 212],
  ] as const)('%s', async ([_name, then, x]) => {
    const bubble = await inGroup();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    rest(bubble, 'pointerdown');
    rest(bubble, then, x);
    vi.advanceTimersByTime(2_000);
    vi.useRealTimers();
    expect(acting.value).toBeUndefined();
  });
});

describe('pictures of one message', () => {
  async function looking(language = 'en'): Promise<Element> {
    const album = [...fake.stage.conversations.values()]
      .flatMap(({ messages }) => messages)
      .find((one): one is Message => one.body.kind === 'pictures');
    if (!album) throw new Error('There is no such message.');
    await show(fake, { language });
    goAbout('picture', album);
    return vi.waitFor(() => {
      const viewer = document.querySelector('.viewer');
      if (!viewer) throw new Error('There is no picture on screen.');
      return viewer;
    });
  }
  const at = (): number | undefined => subject.value?.index;

  test('are turned by a finger: on to the next, back to the one before, and not past the ends', async () => {
    const viewer = await looking();
    drag(viewer, [60, 0]);
    await drawn();
    expect(at()).toBe(0);
    drag(viewer, [-60, 0]);
    await vi.waitFor(() => expect(at()).toBe(1));
    drag(viewer, [60, 0]);
    await vi.waitFor(() => expect(at()).toBe(0));
  });

  test('are turned the other way round in Arabic', async () => {
    const viewer = await looking('ar');
    drag(viewer, [60, 0]);
    await vi.waitFor(() => expect(at()).toBe(1));
  });

  test.for([
    ['stay for a short move', [-40, 0], {}],
    ['stay for two fingers, which zoom', [-60, 0], { isPrimary: false }],
  ] as const)('%s', async ([_name, way, pointer]) => {
    drag(await looking(), way, 'pointerup', pointer);
    await drawn();
    expect(at()).toBe(0);
  });
});
