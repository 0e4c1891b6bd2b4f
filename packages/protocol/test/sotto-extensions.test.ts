import { describe, expect, test } from 'vitest';
import {
  encodeMimiContent,
  isForwarded,
  makeText,
  mentionsOf,
  mimiSenderUri,
  parseMimiContent,
} from '@sotto/protocol';
import type { CborValue, ContentFields } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { alice, bob, fields } from './samples.ts';

const sent = (more: Partial<ContentFields>) =>
  parseMimiContent(encodeMimiContent(makeText({ ...fields, ...more }, 'Tea, @Bob?')));
const withExtensions = (...entries: [number, CborValue][]) =>
  parseMimiContent(
    encodeMimiContent({ ...makeText(fields, 'x'), mimiExtensions: new Map(entries) }),
  );

describe('a content', () => {
  test('says whom it mentions, and that it was forwarded, beside sender and room', () => {
    const content = sent({ mentions: [bob, alice], forwarded: true });
    expect(mentionsOf(content)).toEqual([bob, alice]);
    expect(isForwarded(content)).toBe(true);
    expect(mimiSenderUri(content)).toBe(fields.senderUri);
    expect([...content.mimiExtensions.keys()]).toEqual([1, 2, -1, -2]);
  });

  test('that mentions nobody and is its own has the bytes that it always had', () => {
    const plain = sent({});
    expect(sent({ mentions: [], forwarded: false })).toEqual(plain);
    expect(mentionsOf(plain)).toEqual([]);
    expect(isForwarded(plain)).toBe(false);
  });

  test('may mention 64, and no more', () => {
    expect(mentionsOf(sent({ mentions: Array(64).fill(bob) }))).toHaveLength(64);
    const tooMany = () => makeText({ ...fields, mentions: Array(65).fill(bob) }, 'x');
    expect(codeOf(tooMany)).toBe('MIMI_CONTENT_INVALID');
  });

  test.each<[string, CborValue]>([
    ['a number', 1],
    ['an empty list', []],
    ['a list with a short hash', [bob, filled(31, 1)]],
    ['a list of 65', Array<CborValue>(65).fill(bob)],
  ])('with %s where mentions would be is valid and mentions nobody', (_, value) => {
    expect(mentionsOf(withExtensions([-1, value]))).toEqual([]);
  });

  test.each<CborValue>([false, null, 1])('is not forwarded when it says %s', (value) => {
    expect(isForwarded(withExtensions([-2, value]))).toBe(false);
  });
});
