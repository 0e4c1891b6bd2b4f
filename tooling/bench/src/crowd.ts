import type { Plugin } from '@sotto/core';
import type { Conversation, ConversationId, Handset, IdentityId } from '@sotto/handset';
import type { MemoryStore } from '@sotto/records-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import { next, openBenchHandset } from './handsets.ts';

/** Somebody who was met and whose handset is off: what is sent to them waits at the relay. */
export interface Absent {
  readonly name: string;
  readonly identity: IdentityId;
  readonly store: MemoryStore;
}

export interface CrowdOptions {
  readonly folder: string;
  readonly origin: string;
  readonly count: number;
  readonly progress: (text: string) => void;
}

/** So many people whom `host` met by an invite each. Their handsets are off afterwards, their records in memory. */
export async function meetCrowd(
  host: Handset,
  { folder, origin, count, progress }: CrowdOptions,
): Promise<readonly Absent[]> {
  const crowd: Absent[] = [];
  while (crowd.length < count) {
    const name = `member ${crowd.length + 1}`;
    const store = createMemoryStore();
    const guest = await openBenchHandset(folder, name, origin, [memoryRecords({ store })]);
    await meet(host, guest);
    await guest.settled();
    crowd.push({ name, identity: guest.identity, store });
    await guest.close();
    if (crowd.length % 100 === 0) progress(`${crowd.length} of ${count} people met`);
  }
  await host.settled();
  return crowd;
}

/** Switches somebody's handset on again. Other plugins replace those of their point. */
export function wake(
  { name, store }: Absent,
  { folder, origin }: Pick<CrowdOptions, 'folder' | 'origin'>,
  instead: readonly Plugin[] = [],
): ReturnType<typeof openBenchHandset> {
  return openBenchHandset(folder, name, origin, [memoryRecords({ store }), ...instead]);
}

/** A group of `host` and these, once everybody is in it and the relay has all that it takes. */
export async function foundGroup(
  host: Handset,
  name: string,
  members: readonly IdentityId[],
): Promise<ConversationId> {
  const events = host.events();
  const { id } = await host.createGroup({ name, members });
  const isWhole = ({ changesWaiting, group }: Conversation): boolean =>
    changesWaiting === 0 && group?.memberCount === members.length + 1;
  if (!isWhole(await host.conversation(id))) {
    await next(events, (event) =>
      event.type === 'conversation' && event.conversation.id === id && isWhole(event.conversation)
        ? event
        : undefined,
    );
  }
  await host.settled();
  return id;
}

/** Changes a group's name, and waits until the commit for it was made. */
export async function renameGroup(host: Handset, id: ConversationId, name: string): Promise<void> {
  const events = host.events();
  const isDone = (now: Conversation): boolean => now.id === id && now.name === name;
  if (isDone(await host.changeGroup(id, { name }))) return;
  await next(events, (event) =>
    event.type === 'conversation' && isDone(event.conversation) ? event : undefined,
  );
}

async function meet(host: Handset, guest: Handset): Promise<void> {
  const events = host.events();
  const { link } = await host.createInvite();
  await guest.acceptInvite(link);
  await next(events, (event) => (event.type === 'conversation' && event.isNew ? event : undefined));
}
