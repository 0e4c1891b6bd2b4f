/**
 * The arrow keys, Home and End go from message to message once one has the focus. Gives the key of the row that has it
 * then; undefined when the key was for something else.
 */
export function moveBetweenMessages(event: KeyboardEvent): string | undefined {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return undefined;
  if (!target.matches('.bubble')) return undefined;
  const bubbles = [...currentTarget.querySelectorAll<HTMLElement>('.bubble')];
  const next = bubbles[wanted(event.key, bubbles.indexOf(target), bubbles.length)];
  if (!next) return undefined;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return next.closest('[data-key]')?.getAttribute('data-key') ?? undefined;
}

function wanted(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowUp':
      return at - 1;
    case 'ArrowDown':
      return at + 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
