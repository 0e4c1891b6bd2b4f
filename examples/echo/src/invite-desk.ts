import type { Handset, Invite } from '@sotto/handset';

const maxWaiting = 50;
const lifeSeconds = 3_600;

/** Gives out invites, each for one person, and keeps their number bounded: they are asked for by strangers. */
export interface InviteDesk {
  /** The link of a new invite. @throws LINK_UNREACHABLE */
  readonly next: () => Promise<string>;
}

export function createInviteDesk(handset: Handset, signal: AbortSignal): InviteDesk {
  void removeExpired(handset, signal);
  // One after the other, so that the bound holds.
  let last: Promise<unknown> = Promise.resolve();

  async function make(): Promise<Invite> {
    const waiting = await handset.invites();
    // Newest first: the oldest, which most likely nobody will use any more, make room.
    for (const { id } of waiting.slice(maxWaiting - 1)) await handset.removeInvite(id, { signal });
    return handset.createInvite({ expiresInSeconds: lifeSeconds, signal });
  }

  return {
    next: async () => {
      const made = last.then(make);
      last = made.catch(() => undefined);
      return (await made).link;
    },
  };
}

/** The handset keeps an expired invite for another day, and counts it. */
async function removeExpired(handset: Handset, signal: AbortSignal): Promise<void> {
  for await (const event of handset.events({ signal })) {
    if (event.type !== 'invite' || event.outcome !== 'expired') continue;
    // One that cannot be removed now goes by itself when that day is over.
    await handset.removeInvite(event.id, { signal }).catch(() => undefined);
  }
}
