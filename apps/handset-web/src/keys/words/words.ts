import { computed } from '@preact/signals';
import { fill, language } from '../../strings/language.ts';
import type { TextsOf } from '../../strings/forms.ts';
import { arKeys } from './ar.ts';
import { enKeys } from './en.ts';

export type KeyWord = keyof typeof enKeys;

const words = computed<TextsOf<typeof enKeys>>(() => ({ en: enKeys, ar: arKeys })[language.value]);

/** As `t`, for the texts that are loaded with the screen about the passphrase. */
export function k(key: KeyWord, values: Record<string, string | number> = {}): string {
  return fill(words.value[key], values);
}
