import { computed } from '@preact/signals';
import { fill, language, pluralOf, tError } from '../../strings/language.ts';
import { arNetworkWords } from './ar.ts';
import type { NetworkWords, WordCountKey, WordKey } from './en.ts';
import { enNetworkWords } from './en.ts';

type Values = Record<string, string | number>;

const words = computed<NetworkWords>(
  () => ({ en: enNetworkWords, ar: arNetworkWords })[language.value],
);

/** As `t` and `tCount`, for the texts that are loaded with the screens about the network. */
export function w(key: WordKey, values: Values = {}): string {
  return fill(words.value[key], values);
}

export function wCount(key: WordCountKey, count: number, values: Values = {}): string {
  return pluralOf(words.value[key], count, values);
}

/** A plain sentence for what went wrong with the network’s log. */
export function wError(code: string): string {
  const { networkErrors } = words.value;
  return Object.hasOwn(networkErrors, code)
    ? networkErrors[code as keyof typeof networkErrors]
    : tError(code);
}

/** Why the last look at the log failed. */
export function wTrouble(reason: string): string {
  const { troubles } = words.value;
  return Object.hasOwn(troubles, reason)
    ? troubles[reason as keyof typeof troubles]
    : w('troubleOther', { reason });
}
