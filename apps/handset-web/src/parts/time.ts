import { locale, t, tCount } from '../strings/language.ts';

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

const seconds = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 };

/** A length of time in its largest unit that comes out even: `4 weeks`, `90 minutes`. */
export function duration(lengthSeconds: number): string {
  const even = (unit: number): boolean => lengthSeconds >= unit && lengthSeconds % unit === 0;
  if (even(seconds.week)) return tCount('afterWeeks', lengthSeconds / seconds.week);
  if (even(seconds.day)) return tCount('afterDays', lengthSeconds / seconds.day);
  if (even(seconds.hour)) return tCount('afterHours', lengthSeconds / seconds.hour);
  if (even(seconds.minute)) return tCount('afterMinutes', lengthSeconds / seconds.minute);
  return tCount('afterSeconds', lengthSeconds);
}
