import { computed } from '@preact/signals';
import type { TextsOf } from '../../strings/forms.ts';
import { fill, language } from '../../strings/language.ts';
import { arStorage } from './ar.ts';
import { enStorage } from './en.ts';

const words = computed<TextsOf<typeof enStorage>>(
  () => ({ en: enStorage, ar: arStorage })[language.value],
);

/** As `t`, for the texts that are loaded with the settings. */
export function s(
  key: keyof typeof enStorage,
  values: Record<string, string | number> = {},
): string {
  return fill(words.value[key], values);
}
