import axe from 'axe-core';
import { render } from 'preact';
import { expect, vi } from 'vitest';
import { page } from 'vitest/browser';
import { closeChats } from '../../src/session/chats.ts';
import { handset } from '../../src/session/open-handset.ts';
import { hush } from '../../src/session/toast.ts';
import { asking } from '../../src/wipe/wipe-now.ts';

export const phone = [390, 844] as const;
export const desk = [1280, 800] as const;

/** Takes everything off the screen again. */
export async function clear(): Promise<void> {
  render(null, document.body);
  hush();
  closeChats();
  handset.value = undefined;
  asking.value = false;
  document.documentElement.style.colorScheme = '';
  await page.viewport(...phone);
}

/** Fails when axe finds anything against WCAG 2.2 AA, or against good practice, on what is shown. */
export async function expectClean(about: string): Promise<void> {
  // A colour half way through its transition is nobody's choice.
  const isMoving = ({ playState }: Animation): boolean => playState === 'running';
  await vi.waitFor(() => expect(document.getAnimations().some(isMoving)).toBe(false));
  const { violations } = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // Of the document around the tests, not of the handset.
    rules: { 'page-has-heading-one': { enabled: false }, 'document-title': { enabled: false } },
  });
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
  expect(found, about).toEqual([]);
}
