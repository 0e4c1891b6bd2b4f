import { SottoError } from '@sotto/core';
import type { CardErrorCode } from './error-codes.ts';
import { cardLimits } from './limits.ts';

/** A name, and what somebody wants to tell of whoever bears it: telephone numbers, addresses, a birthday. */
export interface Card {
  /** 1 to 100 characters in one line, without blanks around it. */
  readonly name: string;
  /** 0 to 12. */
  readonly lines: readonly CardLine[];
}

export interface CardLine {
  /** What the value is, such as `Phone`: 1 to 40 characters in one line. */
  readonly label: string;
  /** 1 to 200 characters in one line. Never followed or called by itself. */
  readonly value: string;
}

/** The data of a card, to be sent with `cardMediaType`; blanks around texts are taken off. @throws CARD_INVALID */
export function composeCard({ name, lines }: Card): Uint8Array {
  const card: Card = {
    name: name.trim(),
    lines: lines.map(({ label, value }) => ({ label: label.trim(), value: value.trim() })),
  };
  const fault = faultOf(card);
  if (fault !== undefined) throw new SottoError<CardErrorCode>('CARD_INVALID', fault);
  return encodeCard(card);
}

/**
 * A card from anybody's bytes; `undefined` unless they are a valid one in its one form: JSON without blanks,
 * `{"name":…,"lines":[[label,value],…]}`.
 */
export function parseCard(bytes: Uint8Array): Card | undefined {
  if (bytes.length > cardLimits.maxCardBytes) return undefined;
  const card = readCard(bytes);
  if (card === undefined || faultOf(card) !== undefined) return undefined;
  const again = encodeCard(card);
  const isSame = again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
  return isSame ? card : undefined;
}

function encodeCard({ name, lines }: Card): Uint8Array {
  const json = { name, lines: lines.map(({ label, value }) => [label, value]) };
  return new TextEncoder().encode(JSON.stringify(json));
}

function readCard(bytes: Uint8Array): Card | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Neither UTF-8 nor JSON is no card, as other JSON is none.
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { name, lines } = json as { readonly name?: unknown; readonly lines?: unknown };
  if (typeof name !== 'string' || !Array.isArray(lines)) return undefined;
  return lines.every(isPair)
    ? { name, lines: lines.map(([label, value]) => ({ label, value })) }
    : undefined;
}

function isPair(line: unknown): line is readonly [string, string] {
  return Array.isArray(line) && line.length === 2 && line.every((part) => typeof part === 'string');
}

function faultOf({ name, lines }: Card): string | undefined {
  const { maxNameChars, maxLines, maxLabelChars, maxValueChars } = cardLimits;
  if (!isLine(name, maxNameChars)) return `A name has 1 to ${maxNameChars} characters.`;
  if (lines.length > maxLines) return `A card has at most ${maxLines} lines.`;
  const areLines = lines.every(
    ({ label, value }) => isLine(label, maxLabelChars) && isLine(value, maxValueChars),
  );
  return areLines
    ? undefined
    : `A line has a label of 1 to ${maxLabelChars} characters and a value of 1 to ${maxValueChars}.`;
}

function isLine(text: string, maxChars: number): boolean {
  return (
    text.length >= 1 &&
    text.length <= maxChars &&
    text.trim() === text &&
    text.isWellFormed() &&
    !/[\p{Cc}\u2028\u2029]/u.test(text)
  );
}
