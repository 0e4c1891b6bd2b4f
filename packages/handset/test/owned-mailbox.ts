import type { MailboxAddress, PostId, ReadKey, RelayUrl } from '@sotto/core';
import { mailboxAddress } from '@sotto/protocol';
import type { OwnMailbox } from '../src/storage/conversation-record.ts';
import type { Arrived, MailboxOwner } from '../src/sync/mailbox-reader.ts';
import type { Net } from './net-fixture.ts';
import { crypto } from './node-crypto.ts';
import { turns } from './step-clock.ts';

/** A mailbox of ours whose owner notes what happens to it. */
export interface Owned extends MailboxOwner {
  own: OwnMailbox;
  readonly address: MailboxAddress;
  readonly got: { readonly relay: RelayUrl; readonly body: number; readonly again: boolean }[];
  quiets: number;
  restarts: RelayUrl[];
  /** Runs before what came is stored. */
  storing?: () => Promise<void>;
}

export async function owned(...relays: RelayUrl[]): Promise<Owned> {
  const readSeed = crypto.random(32);
  const readKey = (await crypto.signatures.Ed25519.publicKey(readSeed)) as ReadKey;
  const address = mailboxAddress(readKey);
  const positions = new Map<RelayUrl, number>();
  const made: Owned = {
    own: { relays, readSeed, readKey, address },
    address,
    got: [],
    quiets: 0,
    restarts: [],
    mailbox: () => made.own,
    position: (relay) => positions.get(relay) ?? 0,
    receive: async (envelopes: readonly Arrived[], { relay }) => {
      await made.storing?.();
      for (const { body, again, position } of envelopes) {
        made.got.push({ relay, body: body[0]!, again });
        positions.set(relay, Math.max(positions.get(relay) ?? 0, position));
      }
    },
    restart: async (relay) => {
      made.restarts.push(relay);
      positions.delete(relay);
    },
    quiet: () => {
      made.quiets += 1;
    },
  };
  return made;
}

/** Somebody posts to a mailbox. */
export async function post(
  it: Net,
  relay: RelayUrl,
  address: MailboxAddress,
  body: number,
): Promise<void> {
  const session = await it.sync.session(relay, it.engine.stopping);
  await session.request({
    kind: 'post',
    postId: crypto.random(16) as PostId,
    mailboxes: [address],
    body: Uint8Array.of(body),
    ttlSeconds: 3_600,
  });
  await turns();
}
