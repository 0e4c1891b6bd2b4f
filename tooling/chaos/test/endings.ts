import type { IdentityId, Message, MessageId } from '@sotto/handset';
import type { End, Ending, Survivor } from '../src/ending.ts';
import type { Ledger, Said } from '../src/ledger.ts';
import { createLedger } from '../src/ledger.ts';
import { wordsOf } from '../src/words.ts';

export const talk = 'g0';
export const people = ['Ada', 'Ben', 'Cleo'] as const;
export type Person = (typeof people)[number];

export function identityOf(who: string): IdentityId {
  return `identity of ${who}` as IdentityId;
}

export function idOf(number: number): MessageId {
  return `id ${number}` as MessageId;
}

/** A message as its sender wrote it down. */
export function said(number: number, by: Person, changes: Partial<Said> = {}): Said {
  return {
    number,
    talk,
    by,
    identity: identityOf(by),
    atMs: 1_000 * number,
    roster: people.map(identityOf),
    isPicture: false,
    kept: idOf(number),
    ...changes,
  };
}

/** A message as a handset shows it. */
export function shown(number: number, mine = false, changes: Partial<Message> = {}): Message {
  return {
    id: idOf(number),
    mine,
    state: mine ? 'read' : 'received',
    body: { kind: 'text', text: wordsOf(number, 'by somebody') },
    reactions: [],
    pinned: false,
    forwarded: false,
    mentionsMe: false,
    senderName: '',
    sentAtMs: 1_000 * number,
    ...changes,
  } as Message;
}

export function endOf(who: Person, changes: Partial<End> = {}): End {
  return {
    talk,
    who,
    identity: identityOf(who),
    state: 'active',
    shared: 'g0 at first',
    roster: people.map(identityOf),
    inside: { epoch: '4', authenticator: 'aa', roster: people.map(identityOf) },
    messages: [shown(1, who === 'Ada'), shown(2, who === 'Ben'), shown(3, who === 'Ada')],
    wrongPictures: [],
    absentPictures: [],
    ...changes,
  };
}

export function survivor(who: Person, changes: Partial<Survivor> = {}): Survivor {
  return {
    who,
    identity: identityOf(who),
    restores: [],
    lost: 0,
    missing: 0,
    repaired: 0,
    forksHealed: 0,
    rejoined: 0,
    ...changes,
  };
}

/** Three people, three messages, all well. */
export function goodEnding(
  changes: Partial<Omit<Ending, 'ledger'>> & { readonly ledger?: Partial<Ledger> } = {},
): Ending {
  return {
    ends: people.map((who) => endOf(who)),
    survivors: people.map((who) => survivor(who)),
    faults: ['cut', 'handset-crash'],
    opened: new Map(),
    keysUsedTwice: [],
    ...changes,
    ledger: {
      ...createLedger(),
      talks: [{ tag: talk, kind: 'group' }],
      said: [said(1, 'Ada'), said(2, 'Ben'), said(3, 'Ada')],
      added: people.map((who) => ({ talk, who: identityOf(who), atMs: 0 })),
      ...changes.ledger,
    },
  };
}

/** The good ending, with one person's end another. */
export function endingWith(
  who: Person,
  changes: Partial<End>,
  others: Parameters<typeof goodEnding>[0] = {},
): Ending {
  return goodEnding({
    ends: people.map((each) => endOf(each, each === who ? changes : {})),
    ...others,
  });
}
