import { userEvent } from 'vitest/browser';

/**
 * Ends a gesture that tests before these left open when their page went away. Chromium encodes pictures when it is idle, which
 * it is not during a gesture; it then waits ten seconds for each.
 */
export async function atRest(): Promise<void> {
  await userEvent.hover(document.body);
}
