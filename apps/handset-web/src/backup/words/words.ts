import { computed } from '@preact/signals';
import type { TextsOf } from '../../strings/forms.ts';
import { fill, language, locale, tError } from '../../strings/language.ts';
import { arBackup } from './ar.ts';
import { enBackup } from './en.ts';

export type BackupWord = keyof typeof enBackup;

const words = computed<TextsOf<typeof enBackup>>(
  () => ({ en: enBackup, ar: arBackup })[language.value],
);

/** As `t`, for the texts that are loaded with the screens about backups. */
export function b(key: BackupWord, values: Record<string, string | number> = {}): string {
  return fill(words.value[key], values);
}

/** As `tError`, with what backups can fail by. */
export function bError(code: string): string {
  return Object.hasOwn(words.value, code) ? b(code as BackupWord) : tError(code);
}

export function sizeText(bytes: number): string {
  const isSmall = bytes < 1_048_576;
  const value = isSmall ? Math.ceil(bytes / 1_024) : bytes / 1_048_576;
  const unit = isSmall ? 'kilobyte' : 'megabyte';
  const options = { style: 'unit', unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale.value, options).format(value);
}
