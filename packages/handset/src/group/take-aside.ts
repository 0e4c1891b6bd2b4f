import { toHex } from '../hex.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { receiveAsideContent } from '../message/receive-report.ts';
import { receiveTyping } from '../message/typing.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import type { OpenedAside } from './asides.ts';
import { takeSeen } from './forgetful.ts';
import { compareEpochs } from './forks.ts';
import type { Leaf } from './leaves.ts';
import { noteMissing } from './missing.ts';
import { countOf, countTail } from './numbering.ts';
import { answerOutsider, takeOut } from './tell-outsiders.ts';
import { sendAgain, takeAgain } from './repair.ts';
import { takeHelp } from './take-help.ts';
import type { takeFrame } from '../conversation/receive.ts';

/** Acts on what a device of the group said beside the conversation. */
export async function takeAside(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender, isOut }: OpenedAside,
  by: EpochRecord,
  take: typeof takeFrame,
): Promise<void> {
  const { body } = aside;
  if (isOut) {
    if (body.kind === 'epochs') await answerOutsider(engine, draft, { aside, sender, body, by });
    else draft.drop('forged');
    return;
  }
  noteTail(engine, draft, sender, aside.next);
  switch (body.kind) {
    case 'content':
      await receiveAsideContent(engine, draft, body.content, sender.identity);
      return;
    case 'typing':
      receiveTyping(engine, draft, sender.identity);
      return;
    case 'want':
      if (draft.record.state === 'active') await sendAgain(engine, draft, sender, body);
      return;
    case 'again':
      if (toHex(body.requester) === toHex(engine.self.device.key))
        await takeAgain(engine, draft, sender, body.frames, take);
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
    case 'out':
      await takeOut(engine, draft, sender, body);
  }
}

/** What a device says of its number shows that frames are missing, also when nothing comes behind them. */
function noteTail(engine: Engine, draft: ConversationDraft, { device }: Leaf, next: number): void {
  const before = draft.peer(device);
  if (before === undefined) return;
  const after = countTail(before, next, engine.clock.now());
  if (after === before) return;
  draft.putPeer(after);
  noteMissing(draft, countOf(after.missing) - countOf(before.missing));
}
