import type { IdentityId } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { decodeGreeting, encodeGreeting } from '../storage/greeting-record.ts';
import type { GreetingRecord } from '../storage/greeting-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { tellEvents } from './tell-change.ts';

/** Notes in `tx`, which joins a group, that this person is still to greet there. */
export function oweGreeting(tx: Pick<Transaction, 'put'>, greeting: GreetingRecord): void {
  const { conversation: id } = greeting;
  tx.put({ table: tables.greetings, id }, encodeGreeting(greeting));
}

/** Greets where it is owed: says in the history who added this person, and to the others how they would like to be called. */
export async function greet(engine: Engine, handle: ConversationHandle): Promise<void> {
  const name = { table: tables.greetings, id: handle.id };
  if ((await engine.store.get(name)) === undefined) return;
  await handle.change(async (draft) => {
    const owed = await draft.tx.get(name);
    draft.tx.remove(name);
    if (owed !== undefined && draft.record.state === 'active')
      await tellJoined(engine, draft, decodeGreeting(owed).adder);
  });
}

/** Greets where being cut off left it undone. */
export async function greetAll(engine: Engine, conversations: Conversations): Promise<void> {
  for await (const value of engine.store.values(tables.greetings))
    await greet(engine, conversations.get(decodeGreeting(value).conversation));
}

async function tellJoined(
  engine: Engine,
  draft: ConversationDraft,
  adder: Uint8Array,
): Promise<void> {
  const by = toHex(adder) as IdentityId;
  const seed = concat(utf8('joined'), draft.epochs.at(-1)?.authenticator ?? draft.record.groupId);
  const told = { seed, hlc: nextClock(engine, draft) };
  await tellEvents(engine, draft, [{ type: 'added', by, who: [engine.self.id] }], told);
  queueProfile(engine, draft);
}

/** Tells the others of a conversation how this person would like to be called. */
function queueProfile(engine: Engine, draft: ConversationDraft): void {
  const { suggestedName } = engine.self;
  if (suggestedName === '') return;
  const clock = nextClock(engine, draft);
  queueContent(draft, { control: { kind: 'profile', suggestedName }, clock });
}
