import type { Contacts } from '../contacts/contacts.ts';
import type { Engine } from '../engine.ts';
import type { KnownKinds } from '../kinds/kinds.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { SettingsBook } from '../settings.ts';
import type { Homes } from '../sync/homes.ts';
import type { EraserClock } from './eraser-clock.ts';

/** The engine with all that messages need of it. */
export type MessageEngine = Engine & {
  readonly contacts: Contacts;
  readonly search: SearchIndex;
  readonly settings: SettingsBook;
  readonly kinds: KnownKinds;
  readonly homes: Homes;
  readonly eraserClock: EraserClock;
};
