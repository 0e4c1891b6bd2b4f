import fc from 'fast-check';
import { test } from 'vitest';
import type { MessageRow } from '../src/output/message-row.ts';
import type { Row } from '../src/output/row.ts';
import { rowText } from '../src/output/row-text.ts';

/** What a terminal obeys: controls, and marks that turn the direction of text. */
const obeyed = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
const anyText = fc.string({ unit: 'binary' });

const message: MessageRow = {
  type: 'message',
  id: '00',
  conversation: 'c',
  conversationKind: 'direct',
  conversationName: 'Ada',
  sender: 'a1',
  senderName: 'Ada',
  mine: false,
  state: 'received',
  sentAt: '2026-11-22T10:00:00.000Z',
  kind: 'text',
  text: '',
  reactions: [],
  forwarded: false,
  mentionsMe: false,
  pinned: false,
  isNew: true,
};

test('a message cannot write a line of its own: every further line is indented', () => {
  fc.assert(
    fc.property(anyText, anyText, (theirs, text) => {
      const shown = rowText(fullOf(theirs, text)) ?? '';
      const [first = '', ...further] = shown.split('\n');
      return (
        [first, ...further].every((line) => !obeyed.test(line)) &&
        further.every((line) => line.startsWith('    '))
      );
    }),
  );
});

/** A message in which a peer chose everything that a peer can choose. */
function fullOf(theirs: string, text: string): MessageRow {
  return {
    ...message,
    conversationKind: 'group',
    conversationName: theirs,
    senderName: theirs,
    text,
    replyTo: { id: '01', senderName: theirs, excerpt: theirs },
    reactions: [{ reaction: theirs, by: ['b2'], names: [theirs], mine: false }],
    failure: theirs,
    mine: true,
  };
}

test('what a peer names stays in one line, whatever the row', () => {
  fc.assert(
    fc.property(anyText, (theirs) => {
      const lines = rowsWith(theirs).map((row) => rowText(row) ?? '');
      return lines.every((line) => !obeyed.test(line.replaceAll(/\n {4}/g, '')));
    }),
  );
});

function rowsWith(theirs: string): readonly Row[] {
  const group = {
    memberCount: 2,
    myRole: 'admin',
    waitingFor: [theirs],
    membersMayAdd: true,
    editWithinSeconds: 60,
  } as const;
  return [
    { ...message, kind: 'event', conversationName: theirs, text: theirs },
    {
      ...message,
      kind: 'picture',
      pictures: [{ caption: theirs, width: 1, height: 1, sizeBytes: 1 }],
    },
    {
      type: 'conversation',
      conversation: 'c',
      kind: 'group',
      name: theirs,
      state: 'active',
      unread: 1,
      mentions: 1,
      muted: false,
      draft: '',
      pinned: [],
      disappearAfterSeconds: 60,
      changesWaiting: 1,
      createdAt: message.sentAt,
      group,
    },
    {
      type: 'contact',
      identity: 'a1',
      name: theirs,
      nameIsMine: false,
      verified: 'none',
      blocked: true,
    },
    {
      type: 'member',
      conversation: 'c',
      identity: 'a1',
      name: theirs,
      nameIsMine: false,
      isMe: false,
      role: 'admin',
      verified: 'none',
      devices: 2,
    },
    { type: 'version', message: '00', text: theirs, at: message.sentAt },
  ];
}
