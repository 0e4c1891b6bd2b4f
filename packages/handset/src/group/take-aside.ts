import type { Aside } from '@sotto/protocol';
import { toHex } from '../hex.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { receiveAsideContent } from '../message/receive-report.ts';
import { receiveTyping } from '../message/typing.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { takeSeen } from './forgetful.ts';
import { compareEpochs } from './forks.ts';
import type { Leaf } from './leaves.ts';
import { noteMissing } from './missing.ts';
import { countOf, countTail } from './numbering.ts';
import { sendAgain, takeAgain } from './repair.ts';
import { takeHelp } from './take-help.ts';
import type { takeFrame } from '../conversation/receive.ts';

/** Acts on what a device of the group said beside the conversation. */
export async function takeAside(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender }: { readonly aside: Aside; readonly sender: Leaf },
  by: EpochRecord,
  take: typeof takeFrame,
): Promise<void> {
  const { body } = aside;
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
