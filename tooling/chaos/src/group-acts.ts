import type { GroupChange, IdentityId } from '@sotto/handset';
import { simulatedPicture } from '@sotto/simulator';
import type { Act } from './acts.ts';
import { isRefusal, laterPick, say, somebody } from './acts.ts';
import type { Actor, OwnTalk, Stage } from './cast.ts';
import type { Asked } from './ledger.ts';
import { pictureOf } from './words.ts';

/** Nothing here makes a picture smaller, and that of a group must be small. */
const groupPictureBytes = 200;

/** Writes a wish down before it is asked for, and strikes it out when it is refused. */
async function ask(list: Asked[], asked: Asked, call: () => Promise<unknown>): Promise<void> {
  list.push(asked);
  try {
    await call();
  } catch (error) {
    if (isRefusal(error)) list.splice(list.indexOf(asked), 1);
    throw error;
  }
}

function change({ who }: Actor, { id }: OwnTalk, wish: GroupChange): Promise<unknown> {
  return who.handset().changeGroup(id, wish);
}

function asked({ net }: Stage, { talk }: OwnTalk, who: IdentityId): Asked {
  return { talk: talk.tag, who, atMs: net.clock.now() };
}

function nameOf({ actors }: Stage, identity: IdentityId): string {
  return actors.find((actor) => actor.identity === identity)?.who.name ?? 'a stranger';
}

export const rename: Act = async (stage, actor, own) => {
  const name = `${own.talk.tag} ${stage.nextNumber()}`;
  await change(actor, own, { name });
  return `name ${name}`;
};

export const add: Act = async (stage, actor, own, random) => {
  const pick = laterPick(random);
  const whom = await somebody(stage, actor, own, 'outside', pick);
  if (whom === undefined) return 'nobody to add';
  await ask(stage.ledger.added, asked(stage, own, whom), () => change(actor, own, { add: [whom] }));
  return `add ${nameOf(stage, whom)}`;
};

export const expel: Act = async (stage, actor, own, random) => {
  const pick = laterPick(random);
  const whom = await somebody(stage, actor, own, 'inside', pick);
  if (whom === undefined) return 'nobody to remove';
  await ask(stage.ledger.gone, asked(stage, own, whom), () =>
    change(actor, own, { remove: [whom] }),
  );
  return `remove ${nameOf(stage, whom)}`;
};

/** The last words before a removal, and the removal, in one breath. */
export const sayAndExpel: Act = async (stage, actor, own, random) => {
  const pick = laterPick(random);
  const said = await say(stage, actor, own, { asPicture: false });
  const whom = await somebody(stage, actor, own, 'inside', pick);
  if (whom === undefined) return said;
  await ask(stage.ledger.gone, asked(stage, own, whom), () =>
    change(actor, own, { remove: [whom] }),
  );
  return `${said}, remove ${nameOf(stage, whom)}`;
};

export const setRole: Act = async (stage, actor, own, random) => {
  const pick = laterPick(random);
  const role = random.chance(0.7) ? 'admin' : 'member';
  const whom = await somebody(stage, actor, own, 'inside', pick);
  if (whom === undefined) return 'nobody to appoint';
  await change(actor, own, { roles: [{ identity: whom, role }] });
  return `${nameOf(stage, whom)} ${role}`;
};

export const leave: Act = async (stage, actor, own) => {
  await ask(stage.ledger.gone, asked(stage, own, actor.identity), () =>
    actor.who.handset().leave(own.id),
  );
  return 'left';
};

export const setPicture: Act = async (stage, actor, own) => {
  const small = pictureOf(stage.nextNumber()).subarray(0, groupPictureBytes);
  await change(actor, own, { picture: simulatedPicture(small) });
  return 'group picture';
};

export const setRules: Act = async (_stage, actor, own, random) => {
  const membersMayAdd = random.chance(0.7);
  await change(actor, own, { membersMayAdd });
  return `members may add: ${membersMayAdd}`;
};

export const pin: Act = async (_stage, actor, own, random) => {
  const pick = laterPick(random);
  const { messages } = await actor.who.handset().history(own.id, { limit: 10 });
  const message = pick(messages.filter(({ body }) => body.kind === 'text'));
  if (message === undefined) return 'nothing to pin';
  await change(actor, own, { pin: { message: message.id, pinned: !message.pinned } });
  return 'pin';
};
