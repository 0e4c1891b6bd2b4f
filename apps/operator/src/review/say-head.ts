import type { ActLog } from '@sotto/actlog';
import { timeText } from '../time-text.ts';

/** The head of a log, and who vouches for it when. */
export function sayHead({ size, position: { head, state } }: ActLog): readonly string[] {
  if (head === undefined) return ['log      empty'];
  const held = size - state.next;
  return [
    `log      ${size} entries, root ${head.root.toHex()}`,
    ...head.cosignatures.map(
      ({ witness, atSeconds }) => `witness  ${witness} at ${timeText(atSeconds)}`,
    ),
    ...(held > 0
      ? [`The last ${held} of them count later: they were logged ahead of the witnesses’ clocks.`]
      : []),
  ];
}
