import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, Message } from '@sotto/handset';
import { running } from './open-handset.ts';

/** What somebody looks for, and what was found so far, newest first. */
export interface Search {
  readonly query: string;
  /** In this conversation alone. */
  readonly conversation?: ConversationId;
  readonly messages: readonly Message[];
  readonly before?: string;
  readonly busy: boolean;
}

export const search: Signal<Search | undefined> = signal(undefined);

const pauseMs = 200;
const pageSize = 30;

let timer: ReturnType<typeof setTimeout> | undefined;
let asking: AbortController | undefined;

/** Looks for words a moment after the last key; an empty query without a conversation ends the search. */
export function searchFor(query: string, conversation?: ConversationId): void {
  giveUp();
  if (query === '' && conversation === undefined) return closeSearch();
  const wanted = query.trim() !== '';
  const where = conversation === undefined ? {} : { conversation };
  search.value = { query, messages: search.value?.messages ?? [], busy: wanted, ...where };
  if (wanted) timer = setTimeout(() => void ask(), pauseMs);
  else search.value = { query, messages: [], busy: false, ...where };
}

/** Reads the next page of what was found. */
export async function searchOn(): Promise<void> {
  const now = search.value;
  if (now?.before === undefined || now.busy) return;
  search.value = { ...now, busy: true };
  await ask(now.before);
}

/** Nothing of it is kept: the reason of an abort knows who called, and by that all that was on the screen. */
function giveUp(): void {
  clearTimeout(timer);
  asking?.abort();
  asking = undefined;
}

export function closeSearch(): void {
  giveUp();
  search.value = undefined;
}

async function ask(before?: string): Promise<void> {
  const now = search.value;
  if (!now) return;
  const { signal } = (asking = new AbortController());
  const { query, conversation } = now;
  const page = await running().search(query, {
    limit: pageSize,
    ...(conversation === undefined ? {} : { conversation }),
    ...(before === undefined ? {} : { before }),
  });
  if (signal.aborted) return;
  search.value = {
    query,
    busy: false,
    messages: before === undefined ? page.messages : [...now.messages, ...page.messages],
    ...(conversation === undefined ? {} : { conversation }),
    ...(page.before === undefined ? {} : { before: page.before }),
  };
}
