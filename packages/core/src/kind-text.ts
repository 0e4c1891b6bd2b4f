import { kindLimits } from './kind-limits.ts';

// Unicode's control characters, and the two that break lines without being any.
const breaksLine = /[\p{Cc}\u2028\u2029]/u;
const controlsText = /[^\P{Cc}\n]/u;

/** Whether a summary is what `MessageKind.validate` promises: one line, without control characters, bounded. */
export function isKindSummary(text: string): boolean {
  return isBounded(text, kindLimits.maxSummaryChars) && !breaksLine.test(text);
}

/** Whether a text is what `MessageKind.fallback` and `describe` promise: no control characters but line breaks, bounded. */
export function isKindText(text: string): boolean {
  return isBounded(text, kindLimits.maxTextChars) && !controlsText.test(text);
}

function isBounded(text: string, maxChars: number): boolean {
  return (
    typeof text === 'string' &&
    text.length <= maxChars &&
    text.trim().length > 0 &&
    text.isWellFormed()
  );
}
