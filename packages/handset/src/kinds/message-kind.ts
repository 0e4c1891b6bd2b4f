import { isKindMediaType, kindLimits } from '@sotto/core';
import type { KindAnswers, KindView, MessageKind } from '@sotto/core';

/** Whether a plugin, perhaps written without types, gives what the point asks for. Nothing of it is called. */
export function isMessageKind(value: unknown): value is MessageKind {
  if (typeof value !== 'object' || value === null) return false;
  const { mediaType, maxBytes, validate, fallback, describe, answers, view } =
    value as Partial<MessageKind>;
  return (
    typeof mediaType === 'string' &&
    isKindMediaType(mediaType) &&
    isCount(maxBytes, kindLimits.maxDataBytes) &&
    [validate, fallback, describe].every((call) => typeof call === 'function') &&
    (answers === undefined || areAnswers(answers)) &&
    (view === undefined || isView(view))
  );
}

function areAnswers({ perSender, fold }: Partial<KindAnswers>): boolean {
  return isCount(perSender, kindLimits.maxAnswersPerSender) && typeof fold === 'function';
}

function isView({ markup, style, script }: Partial<KindView>): boolean {
  if (![markup, style, script].every((part) => typeof part === 'string')) return false;
  return `${markup}${style}${script}`.length <= kindLimits.maxViewChars;
}

function isCount(value: unknown, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max;
}
