import type { Handset, Message } from '../src/api.ts';

/**
 * All that a handset shows of what was put into it, as JSON can hold it. What a later version adds to a view is left out: the
 * fields are those of vault format 3, in which the fixture of it was told.
 */
export async function toldOf(handset: Handset): Promise<unknown> {
  const conversations = [];
  for (const { id, ...of } of await handset.conversations()) {
    const { messages } = await handset.history(id, { limit: 200 });
    const { kind, name, state, unread, mentions, muted, draft, pinned } = of;
    conversations.push({
      ...{ id, kind, name, state, unread, mentions, muted, draft, pinned },
      disappearAfterSeconds: of.disappearAfterSeconds,
      members: (await handset.members(id)).map(({ identity, role }) => ({ identity, role })),
      messages: await Promise.all(messages.map((message) => toldOfMessage(handset, message))),
    });
  }
  const contacts = [];
  for (const { identity, name, nameIsMine, verified, blocked } of await handset.contacts()) {
    const { groups } = await handset.safetyNumber(identity);
    contacts.push({ identity, name, nameIsMine, verified, blocked, safety: groups.join(' ') });
  }
  const { sendReadReceipts, sendDeliveryReceipts, sendTyping, lockAfterSeconds } =
    await handset.settings();
  return {
    ...{ identity: handset.identity, suggestedName: handset.suggestedName, relay: handset.relay },
    ...{ conversations, contacts },
    settings: { sendReadReceipts, sendDeliveryReceipts, sendTyping, lockAfterSeconds },
    invites: (await handset.invites()).map(({ id, link, label, expiresAtMs }) => ({
      ...{ id, link, label, expiresAtMs },
    })),
    devices: (await handset.devices()).map(({ id, name, isThis }) => ({ id, name, isThis })),
    found: (await handset.search('harbour')).messages.map(({ id }) => id),
  };
}

async function toldOfMessage(handset: Handset, message: Message): Promise<unknown> {
  const { id, conversation, mine, sender, sentAtMs, state, failure, body } = message;
  const { replyTo, editedAtMs, forwarded, mentionsMe, pinned, erasedAtMs } = message;
  const versions =
    editedAtMs === undefined
      ? []
      : (await handset.versions(conversation, id)).map(({ text }) => text);
  const isHere = body.kind === 'picture' && body.here;
  const picture = isHere
    ? new Uint8Array(
        await crypto.subtle.digest(
          'SHA-256',
          (await handset.picture(conversation, id)).bytes as Uint8Array<ArrayBuffer>,
        ),
      )
    : undefined;
  const told = {
    ...{ id, mine, sender, sentAtMs, state, failure, body, replyTo, editedAtMs, forwarded },
    ...{ mentionsMe, pinned, erasedAtMs, versions, picture },
    disappearAfterSeconds: message.disappearAfterSeconds,
    reactions: message.reactions,
  };
  return JSON.parse(
    JSON.stringify(told, (_, value: unknown) =>
      value instanceof Uint8Array ? value.toBase64() : value,
    ),
  ) as unknown;
}
