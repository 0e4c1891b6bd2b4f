import { isSottoError } from '@sotto/core';
import type { ConversationId, Handset, IdentityId, Message } from '@sotto/handset';
import type { FaultKind } from '@sotto/simulator';
import { cleanedSimulatedPicture } from '@sotto/simulator';
import type { Actor, OwnTalk, Stage } from './cast.ts';
import { talksOf } from './cast.ts';
import type { End, Ending, Inspection, Survivor } from './ending.ts';
import type { KeyWatch } from './key-watch.ts';
import { numberOf, pictureOf, textOf } from './words.ts';

/** Looks inside a conversation. */
export type Inspect = (handset: Handset, id: ConversationId) => Promise<Inspection>;

export interface CollectOptions {
  readonly faults: readonly FaultKind[];
  readonly keys: KeyWatch;
  readonly inspect: Inspect | undefined;
  /** Fetches every picture, too. */
  readonly withPictures: boolean;
}

/** Everything that checks need, as it is now. Every handset must be up. */
export async function collect(stage: Stage, options: CollectOptions): Promise<Ending> {
  const { net, ledger, actors } = stage;
  const ends: End[] = [];
  const survivors: Survivor[] = [];
  for (const actor of actors) {
    const handset = actor.who.handset();
    for (const own of await net.wait(talksOf(stage, actor.who.name, handset)))
      ends.push(await endOf(stage, actor, own, options));
    const { healing } = await net.wait(handset.status());
    const { missing, lost, repaired, forksHealed, rejoined } = healing;
    const restores = actor.who.restores();
    const { identity } = actor;
    survivors.push({
      who: actor.who.name,
      identity,
      restores,
      missing,
      lost,
      repaired,
      forksHealed,
      rejoined,
    });
  }
  return {
    ledger,
    ends,
    survivors,
    faults: options.faults,
    opened: options.keys.opened(),
    keysUsedTwice: options.keys.usedTwice(),
  };
}

async function endOf(
  stage: Stage,
  { who, identity }: Actor,
  { talk, id, state }: OwnTalk,
  { inspect, withPictures }: CollectOptions,
): Promise<End> {
  const { net } = stage;
  const handset = who.handset();
  const isOpen = state === 'active';
  const members = isOpen ? await net.wait(handset.members(id)) : [];
  const roles = members.map((member) => `${member.identity} ${member.role}`).toSorted();
  const conversation = await net.wait(handset.conversation(id));
  const { group, pinned, disappearAfterSeconds } = conversation;
  const shared = [
    talk.kind === 'group' ? conversation.name : '',
    group?.membersMayAdd ?? '',
    group?.editWithinSeconds ?? '',
    group?.picture?.toHex() ?? '',
    disappearAfterSeconds,
    pinned.join(),
    roles.join(),
  ].join('|');
  const inside = isOpen && inspect !== undefined ? await net.wait(inspect(handset, id)) : undefined;
  const messages = await net.wait(wholeHistory(handset, id));
  return {
    talk: talk.tag,
    who: who.name,
    identity,
    state,
    shared: isOpen ? shared : '',
    roster: members.map((member): IdentityId => member.identity),
    ...(inside === undefined ? {} : { inside }),
    messages,
    ...(withPictures
      ? await picturesOf(stage, handset, id, messages)
      : { wrongPictures: [], absentPictures: [] }),
  };
}

/** Oldest first. */
async function wholeHistory(handset: Handset, id: ConversationId): Promise<readonly Message[]> {
  const pages: (readonly Message[])[] = [];
  let before: string | undefined;
  do {
    const options = { limit: 200, ...(before === undefined ? {} : { before }) };
    const page = await handset.history(id, options);
    pages.unshift(page.messages);
    before = page.before;
  } while (before !== undefined);
  return pages.flat();
}

async function picturesOf(
  { net }: Stage,
  handset: Handset,
  id: ConversationId,
  messages: readonly Message[],
): Promise<Pick<End, 'wrongPictures' | 'absentPictures'>> {
  const wrongPictures: number[] = [];
  const absentPictures: { readonly number: number; readonly code: string }[] = [];
  for (const message of messages) {
    if (message.body.kind !== 'picture') continue;
    const number = numberOf(textOf(message)) ?? -1;
    try {
      const { bytes } = await net.wait(handset.picture(id, message.id));
      if (Buffer.compare(bytes, cleanedSimulatedPicture(pictureOf(number))) !== 0)
        wrongPictures.push(number);
    } catch (error) {
      if (!isSottoError(error)) throw error;
      absentPictures.push({ number, code: error.code });
    }
  }
  return { wrongPictures, absentPictures };
}
