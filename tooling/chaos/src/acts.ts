import { isSottoError } from '@sotto/core';
import type { Draft, Handset, IdentityId, Message } from '@sotto/handset';
import type { SeededRandom } from '@sotto/simulator';
import { simulatedPicture } from '@sotto/simulator';
import type { Actor, OwnTalk, Stage } from './cast.ts';
import { rosterOf } from './cast.ts';
import { pictureOf, wordsOf } from './words.ts';

/** One thing that a person does in a talk. What is drawn by chance is drawn before anything is awaited, from `random`. */
export type Act = (
  stage: Stage,
  actor: Actor,
  own: OwnTalk,
  random: SeededRandom,
) => Promise<string>;

const recentMessages = 20;

/** Codes with which a call may fail in a story: what was asked is not possible (any more), as others did things meanwhile. */
const expected = new Set([
  'CONVERSATION_UNKNOWN',
  'CONVERSATION_OVER',
  'CONVERSATION_ACTIVE',
  'CONTACT_UNKNOWN',
  'GROUP_NOT_ALLOWED',
  'GROUP_FULL',
  'MESSAGE_UNKNOWN',
  'MESSAGE_NOT_MINE',
  'MESSAGE_TOO_OLD',
  'MESSAGE_NOT_EDITABLE',
]);
/** What a call fails with whose handset died. */
const deaths = new Set([
  'RECORDS_BROKEN',
  'RECORDS_CLOSED',
  'SIMULATION_CRASH',
  'SIMULATION_MISUSE',
  'HANDSET_LOCKED',
  'VAULT_BROKEN',
]);

/** What a failure of a call is called in the log; a surprise is written into the ledger. */
export function judge({ ledger }: Stage, what: string, error: unknown): string {
  if (isSottoError(error) && (expected.has(error.code) || deaths.has(error.code)))
    return error.code;
  const reason = isSottoError(error) ? error.code : String(error);
  ledger.surprises.push(`${what}: ${reason}`);
  return reason;
}

/** Was it refused for sure? A handset that died may have done it. */
export function isRefusal(error: unknown): boolean {
  return isSottoError(error) && expected.has(error.code);
}

/** Sends a text or a picture, and writes down who should have it. */
export async function say(
  stage: Stage,
  { who, identity }: Actor,
  own: OwnTalk,
  { asPicture, replyTo }: { readonly asPicture: boolean; readonly replyTo?: Message | undefined },
): Promise<string> {
  const { ledger, net } = stage;
  const handset = who.handset();
  const number = stage.nextNumber();
  const words = wordsOf(number, `by ${who.name}`);
  const answer = replyTo === undefined ? {} : { replyTo: replyTo.id };
  const draft: Draft = asPicture
    ? { picture: simulatedPicture(pictureOf(number)), caption: words, ...answer }
    : { text: words, ...answer };
  const roster = await rosterOf(stage, who.name, handset, own);
  const at = ledger.said.length;
  const said = {
    number,
    talk: own.talk.tag,
    by: who.name,
    identity,
    atMs: net.clock.now(),
    roster,
    isPicture: asPicture,
  };
  ledger.said.push(said);
  const { id } = await handset.send(own.id, draft);
  ledger.said[at] = { ...said, kept: id };
  return `message ${number}`;
}

async function recent(handset: Handset, { id }: OwnTalk): Promise<readonly Message[]> {
  const { messages } = await handset.history(id, { limit: recentMessages });
  return messages.filter(({ body }) => body.kind !== 'event' && body.kind !== 'deleted');
}

/** A place in a list that is not known yet, drawn now. */
export function laterPick(random: SeededRandom): <T>(items: readonly T[]) => T | undefined {
  const fraction = random.fraction();
  return (items) => items[Math.floor(fraction * items.length)];
}

export const sayText: Act = (stage, actor, own) => say(stage, actor, own, { asPicture: false });

export const sayPicture: Act = (stage, actor, own) => say(stage, actor, own, { asPicture: true });

export const answer: Act = async (stage, actor, own, random) => {
  const pick = laterPick(random);
  const replyTo = pick(await recent(actor.who.handset(), own));
  return say(stage, actor, own, { asPicture: false, replyTo });
};

export const edit: Act = async (stage, { who }, own, random) => {
  const pick = laterPick(random);
  const handset = who.handset();
  const texts = (await recent(handset, own)).filter(
    ({ mine, body }) => mine && body.kind === 'text',
  );
  const message = pick(texts);
  if (message === undefined) return 'nothing to edit';
  const number = stage.nextNumber();
  stage.ledger.edits.push({ of: message.id, talk: own.talk.tag, by: who.name, number });
  await handset.edit(own.id, message.id, wordsOf(number, `edited by ${who.name}`));
  return `edit ${number}`;
};

export const react: Act = async (_stage, { who }, own, random) => {
  const pick = laterPick(random);
  const reaction = random.pick(['👍', '❤️', '😂', '']);
  const message = pick(await recent(who.handset(), own));
  if (message === undefined) return 'nothing to react to';
  await who.handset().react(own.id, message.id, reaction);
  return `reaction ${reaction}`;
};

export const erase: Act = async ({ ledger }, { who }, own, random) => {
  const pick = laterPick(random);
  const handset = who.handset();
  const message = pick((await recent(handset, own)).filter(({ mine }) => mine));
  if (message === undefined) return 'nothing to delete';
  ledger.deletions.push({ of: message.id, talk: own.talk.tag, by: who.name });
  await handset.remove(own.id, message.id, 'everyone');
  return 'a message is deleted';
};

export const read: Act = async (_stage, { who }, own) => {
  const handset = who.handset();
  const last = (await recent(handset, own)).findLast(({ mine }) => !mine);
  if (last === undefined) return 'nothing to read';
  await handset.markRead(own.id, last.id);
  return 'read';
};

/** Somebody of the talk, or of the contacts who are not in it; oneself never. */
export async function somebody(
  stage: Stage,
  { who, identity }: Actor,
  own: OwnTalk,
  where: 'inside' | 'outside',
  pick: <T>(items: readonly T[]) => T | undefined,
): Promise<IdentityId | undefined> {
  const handset = who.handset();
  const inside = await rosterOf(stage, who.name, handset, own);
  const all =
    where === 'inside' ? inside : (await handset.contacts()).map((contact) => contact.identity);
  // By the order of the cast: identities are random bytes.
  const known = stage.actors.map((actor) => actor.identity).filter((each) => all.includes(each));
  const wanted = where === 'inside' ? known : known.filter((each) => !inside.includes(each));
  return pick(wanted.filter((each) => each !== identity));
}
