import type { RecordChange } from '@sotto/core';
import type { GroupState, Mls } from '@sotto/mls';
import { parseSottoFrame } from '@sotto/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { inspect } from '../src/inspect.ts';
import { handsetLimits } from '../src/limits.ts';
import { readContent } from '../src/message/read-content.ts';
import { eventually, meet, person, texts } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { acquaint, joinAs, leafMembers, leafMls, openedBy } from './leaf-members.ts';
import type { LeafMember } from './leaf-members.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

/*
 * Three handsets, and for everybody else a leaf with real keys and a mailbox at the relay (leaf-members.ts). So the handsets do all that
 * 1,000 members are to one of them: add, verify, seal to, post to, follow. What this does not try: 1,000 handsets at work at once, and
 * what a relay on a disk makes of it; `npm run bench -- --only groups` has 1,000 real handsets, one after the other.
 */
const members = handsetLimits.maxGroupMembers;

/** What a commit of Ada's gives to others. */
interface Made {
  readonly message: Uint8Array;
  readonly welcome: Uint8Array | undefined;
  readonly ratchetTree: Uint8Array;
}

let relay: TinyRelay;
let people: Person[] = [];
let commits: Made[] = [];
/** Keys and values that Ada's store was given. */
let writtenBytes = 0;
beforeEach(() => {
  relay = tinyRelay();
  [people, commits, writtenBytes] = [[], [], 0];
});
afterEach(async () => {
  await Promise.all(people.map(({ vault }) => vault.close()));
});

/** Ada, who knows people who have no handsets as if she had met them. */
async function adaWith(known: readonly LeafMember[]): Promise<Person> {
  const first = await person({ relay, name: 'Ada' });
  await first.vault.close();
  await acquaint(first, known);
  const over = (mls: Mls): Mls => ({
    ...mls,
    commit: async (...input) => {
      const made = await mls.commit(...input);
      const { message, welcome } = made;
      commits.push({ message, welcome, ratchetTree: mls.ratchetTree(made.accepted.state) });
      return made;
    },
  });
  const records = {
    onWrite: (_: number, changes: readonly RecordChange[]) => {
      for (const change of changes)
        if ('put' in change) writtenBytes += change.put.length + change.value.length;
    },
  };
  const ada = await person({ relay, name: 'Ada', store: first.store, over, records });
  people.push(ada);
  return ada;
}

/** Somebody else with a handset, whom Ada has met. */
async function met(ada: Person, name: string): Promise<Person> {
  const who = await person({ relay, name });
  people.push(who);
  await meet(ada, who);
  await Promise.all([ada, who].map(({ handset }) => handset.settled()));
  return who;
}

async function memberCount({ handset }: Person, id: ConversationId): Promise<number | undefined> {
  return (await handset.conversation(id)).group?.memberCount;
}

/** A group that Ada makes, once all of them are in it as far as she knows. */
async function groupWith(ada: Person, others: readonly { id: string }[]): Promise<ConversationId> {
  const { id } = await ada.handset.createGroup({
    name: 'All',
    members: others.map((each) => each.id as LeafMember['self']['id']),
  });
  await eventually(async () => (await memberCount(ada, id)) === others.length + 1);
  return id;
}

async function groupOf({ handset }: Person): Promise<ConversationId> {
  return eventually(async () => {
    const all = await handset.conversations();
    return all.find(({ kind }) => kind === 'group')?.id;
  });
}

async function showsText(who: Person, id: ConversationId, text: string): Promise<void> {
  await eventually(async () => (await texts(who.handset, id)).includes(text));
}

/** The least that one of a few messages writes: nothing else is in that. */
async function writtenPerMessage(ada: Person, id: ConversationId): Promise<number> {
  const written: number[] = [];
  for (let times = 0; times < 5; times += 1) {
    const before = writtenBytes;
    await ada.handset.send(id, { text: 'x'.repeat(200) });
    await ada.handset.settled();
    written.push(writtenBytes - before);
  }
  return Math.min(...written);
}

/** The texts among what a member without a handset opens. */
async function textsOf(
  member: LeafMember,
  group: GroupState,
): Promise<{ readonly texts: readonly string[]; readonly group: GroupState }> {
  const read: string[] = [];
  let state = group;
  for (const message of await openedBy(relay, member, group)) {
    const opened = await leafMls.process(state, message, { nowSeconds: Date.now() / 1_000 });
    if (opened.kind !== 'application') continue;
    state = opened.state;
    const { content } = parseSottoFrame(opened.applicationData);
    const meaning = content && readContent(content, Date.now());
    if (meaning?.kind === 'message' && meaning.body.kind === 'text') read.push(meaning.body.text);
  }
  return { texts: read, group: state };
}

test(
  `in a group of ${members} everybody gets what anybody says, newcomers come in, who is taken out hears no more, and a message writes on its sender’s device what it does among 2 and among 100`,
  { timeout: 120_000 },
  async () => {
    const others = await leafMembers(relay, members - 3);
    const [one, hundred] = [await leafMembers(relay, 1), await leafMembers(relay, 99)];
    const ada = await adaWith([...others, ...one, ...hundred]);
    const [ben, cleo] = [await met(ada, 'Ben'), await met(ada, 'Cleo')];
    commits = [];
    const id = await groupWith(ada, [
      { id: ben.handset.identity },
      ...others.map(({ self }) => self),
    ]);
    const ofBen = await groupOf(ben);
    // Cleo comes into a group that is large, and is the last there is room for.
    await ada.handset.changeGroup(id, { add: [cleo.handset.identity] });
    const ofCleo = await groupOf(cleo);
    for (const [who, of] of [
      [ada, id],
      [ben, ofBen],
      [cleo, ofCleo],
    ] as const)
      await eventually(async () => (await memberCount(who, of)) === members);
    const views = await Promise.all([
      inspect(ada.handset, id),
      inspect(ben.handset, ofBen),
      inspect(cleo.handset, ofCleo),
    ]);
    expect(new Set(views.map(({ authenticator }) => authenticator)).size).toBe(1);
    const [founding, adding] = commits as [Made, Made];
    expect(commits).toHaveLength(2);

    for (const [who, of, text] of [
      [ada, id, 'Ada'],
      [ben, ofBen, 'Ben'],
      [cleo, ofCleo, 'Cleo'],
    ] as const)
      await who.handset.send(of, { text: `from ${text}` });
    for (const [who, of] of [
      [ada, id],
      [ben, ofBen],
      [cleo, ofCleo],
    ] as const)
      for (const text of ['Ada', 'Ben', 'Cleo']) await showsText(who, of, `from ${text}`);
    await Promise.all(people.map(({ handset }) => handset.settled()));

    const [last] = others.slice(-1) as [LeafMember];
    const { welcome, ratchetTree } = founding;
    let group = await joinAs(last, { welcome: welcome!, ratchetTree });
    group = await followed(group, adding);
    const came = await textsOf(last, group);
    expect(came.texts.toSorted()).toEqual(['from Ada', 'from Ben', 'from Cleo']);
    // Beside the texts there are frames without any: a newcomer's word to all, say.
    const frames = (await openedBy(relay, last, group)).length;
    for (const other of others) expect(await openedBy(relay, other, group)).toHaveLength(frames);

    const written = [await writtenPerMessage(ada, id)];
    for (const few of [hundred, one]) {
      const among = await groupWith(
        ada,
        few.map(({ self }) => self),
      );
      written.push(await writtenPerMessage(ada, among));
    }
    // A few records have one step of padding more where others have written as well.
    expect(Math.max(...written) - Math.min(...written)).toBeLessThanOrEqual(4 * 64);
    expect(written[0]).toBeLessThan(6_000);

    await ada.handset.changeGroup(id, { remove: [ben.handset.identity] });
    await eventually(async () => (await ben.handset.conversation(ofBen)).state === 'removed');
    await eventually(async () => (await memberCount(cleo, ofCleo)) === members - 1);
    await cleo.handset.send(ofCleo, { text: 'without Ben' });
    await showsText(ada, id, 'without Ben');
    await cleo.handset.settled();
    const after = await followed(came.group, commits.at(-1)!);
    expect((await textsOf(last, after)).texts).toEqual(['without Ben']);
    expect(await texts(ben.handset, ofBen)).not.toContain('without Ben');
  },
);

async function followed(group: GroupState, { message }: Made): Promise<GroupState> {
  const commit = await leafMls.process(group, message, { nowSeconds: Date.now() / 1_000 });
  if (commit.kind !== 'commit') throw new Error('It is no commit that this member follows.');
  return commit.state;
}
