import { locale } from '../strings/language.ts';

const nearMs = 150 * 86_400_000;

/** A moment as people say it: with the day of the week, and with the year only when it is far from now. */
export function when(ms: number): string {
  const near = Math.abs(ms - Date.now()) < nearMs;
  return new Intl.DateTimeFormat(locale.value, {
    ...(near ? { weekday: 'short' } : { year: 'numeric' }),
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(ms);
}
