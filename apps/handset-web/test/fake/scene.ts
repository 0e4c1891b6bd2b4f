import type { ConversationId, IdentityId, Message, MessageBody } from '@sotto/handset';
import { composePoll, composeVote, pollKind, pollMediaType } from '@sotto/kinds-poll';
import type { FakeHandset } from '../fake-handset.ts';
import { fakeHandset } from '../fake-handset.ts';
import { drawn } from './stage.ts';
import type { Said } from './world.ts';
import { contactNamed, conversationOf, factsOf, happened, memberOf, messageOf } from './world.ts';

const minute = 60_000;

/** A handset in the middle of a life: people, groups, and everything that a message can be. */
export async function livedIn(): Promise<FakeHandset> {
  const fake = fakeHandset();
  const { stage } = fake;
  const now = Date.now();
  const ben = contactNamed('Ben Carter', { verified: 'compared' });
  const carla = contactNamed('Carla', { verified: 'invite' });
  const dana = contactNamed('Dana Okafor');
  const nour = contactNamed('نور الدين', { verified: 'invite' });
  for (const one of [ben, carla, dana, nour]) stage.contacts.set(one.identity, one);

  for (const [contact, text, part] of [
    [ben, 'See you at eight, then.', { unread: 0, draft: 'I could bring the' }],
    [carla, 'Did you get the keys?', { unread: 3 }],
    [nour, 'صباح الخير! هل وصلت الصور؟', { muted: true, unread: 12 }],
  ] as const) {
    const conversation = conversationOf({ kind: 'direct', name: contact.name, contact, ...part });
    const known = { ...contact, conversation: conversation.id };
    stage.contacts.set(contact.identity, known);
    stage.conversations.set(conversation.id, {
      conversation: { ...conversation, contact: known },
      messages: [],
      members: [],
    });
    stage.put(
      messageOf(said(conversation.id, contact.identity, contact.name), text, {
        sentAtMs: now - 40 * minute,
      }),
    );
  }

  const sail = conversationOf({
    kind: 'group',
    name: 'Saturday sailing',
    unread: 2,
    mentions: 1,
    changesWaiting: 2,
    disappearAfterSeconds: 604_800,
    group: {
      memberCount: 4,
      myRole: 'admin',
      waitingFor: [dana.identity],
      membersMayAdd: true,
      editWithinSeconds: 0,
      picture: (await drawn(96, 96, 3)).bytes,
    },
  });
  const me = { ...contactNamed('Me'), identity: stage.me };
  stage.conversations.set(sail.id, {
    conversation: sail,
    messages: [],
    members: [
      memberOf(me, { isMe: true, role: 'admin' }),
      memberOf(ben, { role: 'admin' }),
      memberOf(carla),
      memberOf(nour),
    ],
  });
  tellSailing(fake, sail.id, [ben, carla, nour].map((one) => one.identity) as never, now);

  const work = conversationOf({
    kind: 'group',
    name: 'Kitchen',
    group: {
      memberCount: 2,
      myRole: 'member',
      waitingFor: [],
      membersMayAdd: false,
      editWithinSeconds: 0,
    },
  });
  stage.conversations.set(work.id, {
    conversation: work,
    messages: [],
    members: [memberOf(me, { isMe: true }), memberOf(carla, { role: 'admin' })],
  });
  stage.put(
    messageOf(mine(fake, work.id), 'I took the bins out.', {
      sentAtMs: now - 3_000 * minute,
      state: 'read',
    }),
  );
  return fake;
}

type Three = readonly [IdentityId, IdentityId, IdentityId];

function tellSailing(fake: FakeHandset, id: ConversationId, people: Three, now: number): void {
  const { stage } = fake;
  const [ben, carla, nour] = people;
  const of = (who: IdentityId): Said => said(id, who, stage.nameOf(who));
  const at = (minutesAgo: number): { sentAtMs: number } => ({
    sentAtMs: now - minutesAgo * minute,
  });
  const put = (message: Message): Message => stage.put(message);
  put(happened(id, stage.me, true, { type: 'created', by: stage.me }, at(2_900)));
  put(happened(id, stage.me, true, { type: 'added', by: stage.me, who: [ben, carla] }, at(2_899)));
  put(
    messageOf(
      of(ben),
      'The forecast says 4 Beaufort from the south-west: https://weather.example/harbour?day=6. Fine by me!',
      at(2_800),
    ),
  );
  put(happened(id, ben, false, { type: 'added', by: ben, who: [nour] }, at(2_790)));
  put(
    happened(id, ben, false, { type: 'role', by: stage.me, who: [ben], role: 'admin' }, at(2_780)),
  );
  put(messageOf(of(nour), 'شكرًا على الإضافة! متى نلتقي؟', at(90)));
  const plan = put(
    messageOf(
      mine(fake, id),
      'Half past eight at the jetty. Bring something warm, it gets cold out there even when the sun is out.',
      {
        ...at(80),
        state: 'read',
        pinned: true,
        editedAtMs: now - 78 * minute,
        reactions: [
          { reaction: '👍', by: [ben, carla], mine: false },
          { reaction: '❤️', by: [stage.me, nour], mine: true },
        ],
        receipts: { delivered: 3, read: 2, of: 3 },
      },
    ),
  );
  stage.change(id, { pinned: [plan.id] });
  put(
    messageOf(of(carla), '@Me can you pick me up on the way?', {
      ...at(60),
      mentionsMe: true,
      replyTo: {
        id: plan.id,
        sender: stage.me,
        senderName: 'Me',
        excerpt: 'Half past eight at the jetty. Bring something warm',
      },
    }),
  );
  put(messageOf(of(carla), { kind: 'deleted' }, at(59)));
  put(
    messageOf(
      of(ben),
      {
        kind: 'pictures',
        pictures: [factsOf(900, 600, 'Last year'), factsOf(600, 900), factsOf(800, 800)],
      },
      at(40),
    ),
  );
  put(
    messageOf(of(ben), 'And this one was sent on', {
      ...at(39),
      forwarded: true,
      disappearAfterSeconds: 604_800,
    }),
  );
  put(happened(id, carla, false, { type: 'lost', by: carla, count: 2 }, at(30)));
  put(
    happened(
      id,
      stage.me,
      true,
      { type: 'disappearing', by: stage.me, afterSeconds: 604_800 },
      at(20),
    ),
  );
  put(messageOf(of(carla), pollBody(carla, at(15).sentAtMs), at(15)));
  put(messageOf(mine(fake, id), 'Yes, at eight.', { ...at(10), state: 'queued' }));
  put(
    messageOf(
      mine(fake, id),
      { kind: 'picture', ...factsOf(900, 600, 'The boat') },
      { ...at(5), state: 'delivered' },
    ),
  );
  stage.change(id, { unread: 2, mentions: 1 });
}

function said(conversation: ConversationId, sender: IdentityId, senderName: string): Said {
  return { conversation, sender, senderName, mine: false };
}

function mine(fake: FakeHandset, conversation: ConversationId): Said {
  return { conversation, sender: fake.stage.me, senderName: 'Me', mine: true };
}

/** A poll in which one person voted. */
function pollBody(sender: IdentityId, sentAtMs: number): MessageBody {
  const options = ['Coffee', 'Tea', 'Whatever is warm'];
  const data = composePoll({ question: 'What do we drink?', options });
  const vote = { sender, sentAtMs, data: composeVote([1]) };
  const state = pollKind.answers?.fold({ sender, sentAtMs, data }, [vote]) ?? data;
  return {
    kind: 'custom',
    mediaType: pollMediaType,
    data,
    state,
    fallback: pollKind.fallback(data),
  };
}
