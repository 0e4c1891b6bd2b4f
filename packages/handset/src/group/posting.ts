import type { MailboxAddress, RelayUrl } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import type { NewPost } from '../outbox/outbox.ts';
import type { Leaf } from './leaves.ts';

/** Everything about the posts of one body but the body itself. */
export type PostPlan = Omit<NewPost, 'body'> & { readonly covers: readonly number[] };

/**
 * How something for some devices of a group is posted (what is for all goes by `Outbox.mail`): at every relay of each of their mailboxes. Few are posted apart, each sealed for itself, so
 * that no relay is told which mailboxes belong together; many are posted together, one body for up to 64 of them.
 */
export function planPosts(targets: readonly Leaf[]): readonly PostPlan[] {
  const apart = targets.length <= handsetLimits.maxPostsApart;
  const byRelay = new Map<RelayUrl, { address: MailboxAddress; place: number }[]>();
  for (const [place, { mailbox }] of targets.entries()) {
    for (const relay of mailbox.relays) {
      const there = byRelay.get(relay) ?? [];
      byRelay.set(relay, [...there, { address: mailbox.address, place }]);
    }
  }
  const plans: PostPlan[] = [];
  for (const [relay, there] of byRelay) {
    const most = apart ? 1 : handsetLimits.maxMailboxesPerPost;
    for (let at = 0; at < there.length; at += most) {
      const some = there.slice(at, at + most);
      plans.push({
        relay,
        mailboxes: some.map(({ address }) => address),
        covers: some.map(({ place }) => place),
      });
    }
  }
  return plans;
}
