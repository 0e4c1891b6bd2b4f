import { enNotices } from './en-notices.ts';
import { enScreens } from './en-screens.ts';
import type { Plural, TextsOf } from '../../strings/forms.ts';

/** Every text about the network that runs this handset’s relays, in any language. Loaded with its screens. */
export type NetworkWords = TextsOf<typeof enScreens> & TextsOf<typeof enNotices>;

export const enNetworkWords: NetworkWords = { ...enScreens, ...enNotices };

/** Names of plain texts. */
export type WordKey = {
  [K in keyof NetworkWords]: NetworkWords[K] extends string ? K : never;
}[keyof NetworkWords];
/** Names of texts with plural forms. */
export type WordCountKey = {
  [K in keyof NetworkWords]: NetworkWords[K] extends Plural ? K : never;
}[keyof NetworkWords];
