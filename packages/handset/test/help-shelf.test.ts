import { describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { createHelpShelf } from '../src/group/help-shelf.ts';
import type { HelpGiven } from '../src/group/help-shelf.ts';
import { isVouchedFor } from '../src/group/vouched.ts';
import { handsetLimits } from '../src/limits.ts';

const id = 'conversation' as ConversationId;
const other = 'another' as ConversationId;
const who = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const helpOf = (number: number, isOfAdmin = false): HelpGiven =>
  ({ by: who(number), isOfAdmin, replaces: number }) as unknown as HelpGiven;

describe('help that came', () => {
  test('is taken one after the other, an admin’s first, the last of each who gave it', () => {
    let came = 0;
    const shelf = createHelpShelf(() => void (came += 1));
    const newer = { ...helpOf(1), replaces: 9 };
    for (const help of [helpOf(1), helpOf(2), helpOf(3, true), newer]) shelf.keep(id, help);
    expect(came).toBe(4);
    expect(shelf.take(other)).toBeUndefined();
    expect([1, 2, 3, 4].map(() => shelf.take(id)?.replaces)).toEqual([3, 2, 9, undefined]);
  });

  test('is bounded, whoever gives it', () => {
    const shelf = createHelpShelf(() => undefined);
    for (let number = 0; number < 50; number++) {
      shelf.keep(id, helpOf(number));
      shelf.refuse(id, who(number), 'there');
    }
    let taken = 0;
    while (shelf.take(id) !== undefined) taken += 1;
    expect(taken).toBe(handsetLimits.maxAskedForHelp);
    expect(shelf.refusedBy(id, 'there')).toHaveLength(handsetLimits.maxAskedForHelp);
  });

  test('that was not followed speaks for the place to which each led last, until this device is back', () => {
    const shelf = createHelpShelf(() => undefined);
    shelf.refuse(id, who(1), 'there');
    shelf.refuse(id, who(2), 'there');
    shelf.refuse(id, who(2), 'elsewhere');
    expect(shelf.refusedBy(id, 'there')).toEqual([who(1)]);
    expect(shelf.refusedBy(id, 'elsewhere')).toEqual([who(2)]);
    expect(shelf.refusedBy(other, 'there')).toEqual([]);
    shelf.forget(id);
    expect(shelf.refusedBy(id, 'there')).toEqual([]);
  });
});

test('a place is vouched for when all others lead there, and there are two of them at least', () => {
  const [self, ...others] = [who(0), who(1), who(2)];
  const all = [self, ...others];
  expect(isVouchedFor(self, all, others)).toBe(true);
  expect(isVouchedFor(self, all, [who(1)])).toBe(false);
  expect(isVouchedFor(self, all, [who(1), who(1), who(9)])).toBe(false);
  expect(isVouchedFor(self, [self, who(1)], [who(1)])).toBe(false);
  expect(isVouchedFor(self, [self], [])).toBe(false);
});
