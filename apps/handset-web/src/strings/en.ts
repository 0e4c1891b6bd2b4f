import { enBase } from './en-base.ts';
import { enDevices } from './en-devices.ts';
import { enGroups } from './en-groups.ts';
import { enLock } from './en-lock.ts';
import { enLocker } from './en-locker.ts';
import { enMessages } from './en-messages.ts';
import { enNetwork } from './en-network.ts';
import { enRelays } from './en-relays.ts';
import { enVault } from './en-vault.ts';
import { enWipe } from './en-wipe.ts';
import { enLost } from './en-lost.ts';
import type { Plural, TextsOf } from './forms.ts';

/** Every text of the web handset, in any language. */
export type Strings = TextsOf<typeof enBase> &
  TextsOf<typeof enMessages> &
  TextsOf<typeof enGroups> &
  TextsOf<typeof enDevices> &
  TextsOf<typeof enRelays> &
  TextsOf<typeof enNetwork> &
  TextsOf<typeof enLock> &
  TextsOf<typeof enLocker> &
  TextsOf<typeof enVault> &
  TextsOf<typeof enLost> &
  TextsOf<typeof enWipe>;

export const en: Strings = {
  ...enBase,
  ...enMessages,
  ...enGroups,
  ...enDevices,
  ...enRelays,
  ...enNetwork,
  ...enLock,
  ...enLocker,
  ...enVault,
  ...enLost,
  ...enWipe,
};

/** Names of plain texts. */
export type TextKey = {
  [K in keyof Strings]: Strings[K] extends string ? K : never;
}[keyof Strings];
/** Names of texts with plural forms. */
export type PluralKey = {
  [K in keyof Strings]: Strings[K] extends Plural ? K : never;
}[keyof Strings];
