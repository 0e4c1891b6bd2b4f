/** Plural forms by CLDR category (Intl.PluralRules); what a language does not name falls to `other`. */
export type Plural = { readonly other: string } & {
  readonly [Form in Intl.LDMLPluralRule]?: string;
};

/** What a translation of some English texts must hold: every text, with the plural forms of its own language. */
export type TextsOf<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : Texts[Key] extends Plural
      ? Plural
      : { readonly [Inner in keyof Texts[Key]]: string };
};
