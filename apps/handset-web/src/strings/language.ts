import { computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { PluralKey, Strings, TextKey } from './en.ts';
import { en } from './en.ts';
import type { Plural } from './forms.ts';

/** Tags of the languages of the handset (BCP 47). */
export type Language = 'en' | 'ar';

interface LanguageOffer {
  /** What the language calls itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly load: () => Promise<Strings>;
}

/** Every language of the handset, by tag. */
export const languages: Readonly<Record<Language, LanguageOffer>> = {
  en: { name: 'English', direction: 'ltr', load: async () => en },
  ar: { name: 'العربية', direction: 'rtl', load: async () => (await import('./ar.ts')).ar },
};

/** Chosen in the settings; empty follows the device. */
export const chosenLanguage: Signal<string> = signal('');

/** Tags of the languages that this person reads, the best first. */
export const readerLanguages: ReadonlySignal<readonly string[]> = computed(() => [
  ...(chosenLanguage.value === '' ? [] : [chosenLanguage.value]),
  ...navigator.languages,
]);

const wanted = computed<Language>(() => {
  const tags = readerLanguages.value.map((tag) => tag.split('-')[0] ?? '');
  return tags.find((tag): tag is Language => Object.hasOwn(languages, tag)) ?? 'en';
});

/** English comes with the page; nobody loads the texts of a language that they do not read. */
const loaded: Signal<{ readonly [L in Language]?: Strings }> = signal({ en });

/** What is shown: English until the texts of the wanted language are there. */
export const language: ReadonlySignal<Language> = computed(() =>
  loaded.value[wanted.value] ? wanted.value : 'en',
);

/** Brings the texts of the language that is wanted now. When they cannot be had it stays English. */
export async function loadLanguage(): Promise<void> {
  const tag = wanted.value;
  if (loaded.value[tag]) return;
  try {
    const texts = await languages[tag].load();
    loaded.value = { ...loaded.value, [tag]: texts };
  } catch (error) {
    // What a browser throws when it cannot have a module: the relay is not reached, and nothing was kept.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** For numbers, dates and times: the device's own variety of the language, such as `en-GB`. */
export const locale: ReadonlySignal<string> = computed(
  () => navigator.languages.find((tag) => tag.split('-')[0] === language.value) ?? language.value,
);

const strings = computed<Strings>(() => loaded.value[language.value] ?? en);

/** The text under a key, with `{…}` filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return fill(strings.value[key], values);
}

/** The plural form for `count`, which is also filled in. */
export function tCount(
  key: PluralKey,
  count: number,
  values: Record<string, string | number> = {},
): string {
  return pluralOf(strings.value[key], count, values);
}

/** The form of a text for `count`, filled in. */
export function pluralOf(
  forms: Plural,
  count: number,
  values: Record<string, string | number>,
): string {
  const form = forms[new Intl.PluralRules(language.value).select(count)] ?? forms.other;
  return fill(form, { ...values, count: count.toLocaleString(locale.value) });
}

/** Several words as one: `Ada, Ben and Carl`. */
export function tList(words: readonly string[]): string {
  return new Intl.ListFormat(locale.value, { type: 'conjunction' }).format(words);
}

/** A name that keeps its own direction inside a sentence (Unicode: first strong isolate). */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

/** A plain sentence for an error code; `refusal` says why a picture was refused. */
export function tError(code: string, refusal?: string): string {
  const { errors, refusals } = strings.value;
  if (refusal !== undefined && Object.hasOwn(refusals, refusal))
    return refusals[refusal as keyof typeof refusals];
  return Object.hasOwn(errors, code)
    ? errors[code as keyof typeof errors]
    : t('errorUnknown', { code });
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Keeps the document's language and direction right. */
export function applyLanguage(): void {
  document.documentElement.lang = language.value;
  document.documentElement.dir = languages[language.value].direction;
}
