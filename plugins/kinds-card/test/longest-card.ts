import type { Card, cardLimits } from '@sotto/kinds-card';

/** As many bytes as a card can have: characters of three. */
export function longestCard(limits: typeof cardLimits): Card {
  const { maxNameChars, maxLines, maxLabelChars, maxValueChars } = limits;
  return {
    name: '字'.repeat(maxNameChars),
    lines: Array.from({ length: maxLines }, () => ({
      label: '字'.repeat(maxLabelChars),
      value: '字'.repeat(maxValueChars),
    })),
  };
}
