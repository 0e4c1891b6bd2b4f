import type { AgainAside, AsideBody } from '@sotto/protocol';
import { toHex } from '../hex.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { receiveAsideContent } from '../message/receive-report.ts';
import { receiveTyping } from '../message/typing.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import type { OpenedAside } from './asides.ts';
import { takeSeen } from './forgetful.ts';
import { compare, compareEpochs } from './forks.ts';
import { giveHelp } from './help.ts';
import type { Leaf } from './leaves.ts';
import { takeLeave } from './leaving.ts';
import { isEnded, sayLeft } from './linger.ts';
import { noteTail } from './missing.ts';
import { hasOnlyTakenOut } from './outsiders.ts';
import { answerOutsider, takeOut } from './tell-outsiders.ts';
import { stopAsking } from './rejoin-request.ts';
import { sendAgain, takeAgain } from './repair.ts';
import { takeHelp } from './take-help.ts';
import type { takeFrame } from '../conversation/receive.ts';

/** Acts on what a device of the group said beside the conversation. */
export async function takeAside(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender: known, isOut, isGuide }: OpenedAside,
  by: EpochRecord,
  take: typeof takeFrame,
): Promise<void> {
  const { body } = aside;
  // Who lost its way is answered where it reads: it may have been let in here anew, with a mailbox that it does not know of.
  const sender = body.kind === 'epochs' ? { ...known, mailbox: body.mailbox } : known;
  if (isOut) {
    const isTakenOut = hasOnlyTakenOut(draft, sender.identity);
    if (body.kind === 'help' && (isGuide || isTakenOut))
      await takeHelp(engine, draft, sender, body);
    else if (body.kind === 'out') await takeOut(engine, draft, sender, body);
    else if (body.kind === 'epochs')
      await answerOutsider(engine, draft, { aside, sender, body, by });
    // What is missing of a device that is out was asked for.
    else if (body.kind === 'again') await takeRepair(engine, draft, sender, body, take);
    // It says once more what is known of it.
    else if (body.kind !== 'left') draft.drop('forged');
    return;
  }
  if (isEnded(draft.record)) {
    await answerFromOutside(engine, draft, { aside, sender, body, by });
    return;
  }
  // Of one who said nothing since this device came in, what they say from somewhere else may all be of before.
  const isOfNow = by.epoch === draft.epochs.at(-1)?.epoch;
  if (isOfNow || draft.peer(sender.device)?.isHearsay === false)
    noteTail(engine, draft, sender.device, aside.next);
  switch (body.kind) {
    case 'content':
      await receiveAsideContent(engine, draft, body.content, sender.identity);
      return;
    case 'typing':
      receiveTyping(engine, draft, sender.identity);
      return;
    case 'want':
      if (draft.record.state === 'active') await sendAgain(engine, draft, sender, { ...body, by });
      return;
    case 'again':
      await takeRepair(engine, draft, sender, body, take);
      return;
    case 'epochs':
      await compareEpochs(engine, draft, { aside, sender, body, by });
      return;
    case 'help':
      await takeHelp(engine, draft, sender, body);
      return;
    case 'seen':
      takeSeen(engine, draft, body);
      return;
    case 'log':
    case 'head':
    case 'evidence':
    case 'alarm': {
      const { identity, device } = sender;
      const said = { conversation: draft.record.id, identity, device, what: body };
      draft.after(() => engine.networkHeard(said));
      return;
    }
    case 'out':
      await takeOut(engine, draft, sender, body);
      return;
    case 'left':
      await takeLeave(engine, draft, sender, body);
  }
}

/** What a device that is out of the group still says, to those who have it in. */
async function answerFromOutside(
  engine: Engine,
  draft: ConversationDraft,
  {
    aside,
    sender,
    body,
    by,
  }: Pick<OpenedAside, 'aside' | 'sender'> & { body: AsideBody; by: EpochRecord },
): Promise<void> {
  const { id, kind, state } = draft.record;
  if (body.kind === 'want') await sendAgain(engine, draft, sender, { ...body, by });
  if (body.kind === 'help') await takeHelp(engine, draft, sender, body);
  if (body.kind === 'out') stopAsking(draft);
  if (body.kind !== 'epochs') return;
  const asked = body.help === null ? '' : toHex(aside.id);
  if (!engine.claims.mayAnswer(id, `${toHex(sender.device)} ${asked}`)) return;
  await sayLeft(engine, draft, { to: [sender], under: [by] });
  // Who is on their way to where this device was last, and came too late, may find nobody else there: somebody else would have helped by now.
  if (state !== 'left' || kind !== 'group' || body.help === null) return;
  const isInVain = engine.claims.saysForLong(id, toHex(sender.device));
  if (isInVain && compare(draft.epochs, body.recent) === 'ahead')
    await giveHelp(engine, draft, { requestId: aside.id, sender, publicKey: body.help, by });
}

async function takeRepair(
  engine: Engine,
  draft: ConversationDraft,
  sender: Leaf,
  { requester, frames }: AgainAside,
  take: typeof takeFrame,
): Promise<void> {
  if (toHex(requester) === toHex(engine.self.device.key))
    await takeAgain(engine, draft, sender, frames, take);
}
