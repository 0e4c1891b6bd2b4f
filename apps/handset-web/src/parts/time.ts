import { locale, t } from '../strings/language.ts';

/** `14:05`, in the reader's way of writing it. */
export function clockTime(ms: number): string {
  return new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit' }).format(ms);
}

/** `Today`, `Yesterday`, or a date. */
export function dayName(ms: number): string {
  const days = Math.round((midnight(Date.now()) - midnight(ms)) / 86_400_000);
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  return new Intl.DateTimeFormat(locale.value, { dateStyle: 'long' }).format(ms);
}

/** A time today, a date before. */
export function shortWhen(ms: number): string {
  return sameDay(ms, Date.now())
    ? clockTime(ms)
    : new Intl.DateTimeFormat(locale.value, { dateStyle: 'short' }).format(ms);
}

export function dateAndTime(ms: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(ms);
}

export function sameDay(a: number, b: number): boolean {
  return midnight(a) === midnight(b);
}

function midnight(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
