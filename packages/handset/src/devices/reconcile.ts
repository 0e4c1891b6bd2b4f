import { bytesEqual } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import { concat } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { putIntent, waitingIntents } from '../group/intents.ts';
import { leavesOf } from '../group/leaves.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { contactPayload } from './payloads.ts';
import { syncKeys } from './sync-keys.ts';
import { ownDevices } from './siblings.ts';
import { tellAsItIs } from './tell-siblings.ts';

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly notes: ConversationHandle;
  /** Since when a conversation was seen to lack something, and what this device itself has begun: nobody else is waited for then. */
  readonly patience: Patience;
}

export interface Patience {
  readonly sinceMs: Map<string, number>;
  readonly begun: Set<string>;
}

export interface Reconciled {
  /** When to look again. */
  readonly dueAtMs: number | undefined;
  /** By device hex: conversations that it is to be let into and that wait for its KeyPackages. */
  readonly wanted: ReadonlyMap<string, number>;
}

/**
 * Sees to it that every conversation has all devices of this identity that are in use, has none that is revoked, and was told of the chain. Each device
 * does so for every conversation that it is in, so none of them is needed; the one that began goes at once, the others wait in turn.
 */
export async function reconcile(parts: Parts): Promise<Reconciled> {
  const { engine, conversations, notes } = parts;
  const chain = engine.chains.of(engine.self.identity);
  const wanted = new Map<string, number>();
  if (chain === undefined || engine.chains.links(engine.self.identity).length < 2)
    return { dueAtMs: undefined, wanted };
  const inNotes = await notes.look(({ group }) => leavesOf(engine.mls, group));
  const siblings = ownDevices(engine)
    .map(({ key }) => key)
    .filter((key) => !bytesEqual(key, engine.self.device.key))
    .filter((key) => inNotes.ofDevice(key) !== undefined)
    .toSorted((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
  const marker = await engine.crypto.hash('SHA-256', concat(chain.head, ...siblings));
  let dueAtMs: number | undefined;
  for (const conversation of conversations.all()) {
    if (conversation.record().state !== 'active') continue;
    const known = await engine.store.get({ table: tables.devicesKnown, id: conversation.id });
    if (known !== undefined && bytesEqual(known, marker)) continue;
    const dueMs = await settle(parts, conversation, { siblings, marker, head: chain.head, wanted });
    if (dueMs !== undefined) dueAtMs = Math.min(dueAtMs ?? Infinity, dueMs);
  }
  return { dueAtMs, wanted };
}

interface Now {
  readonly siblings: readonly Uint8Array[];
  readonly marker: Uint8Array;
  readonly head: Uint8Array;
  readonly wanted: Map<string, number>;
}

async function settle(
  { engine, patience }: Parts,
  conversation: ConversationHandle,
  { siblings, marker, head, wanted }: Now,
): Promise<number | undefined> {
  const { id } = conversation;
  const { self, chains } = engine;
  const isNotes = conversation.record().kind === 'notes';
  const seen = await conversation.look(async ({ group, record }) => {
    const own = leavesOf(engine.mls, group).ofIdentity(self.identity);
    const intents = await waitingIntents({ tx: beginTransaction(engine.store), record });
    return { own, intents: intents.map(({ intent }) => intent), isChanging: record.committing };
  });
  const asked = (type: 'device' | 'dismiss', device: Uint8Array): boolean =>
    seen.intents.some((each) => each.type === type && bytesEqual(each.device, device));
  const isIn = (device: Uint8Array): boolean =>
    seen.own.some((leaf) => bytesEqual(leaf.device, device));
  const missing = isNotes ? [] : siblings.filter((device) => !isIn(device));
  const gone = seen.own.filter(({ device }) => chains.isRevoked(self.identity, device));
  for (const device of missing)
    if (asked('device', device)) wanted.set(toHex(device), (wanted.get(toHex(device)) ?? 0) + 1);
  const toAdd = missing.filter((device) => !asked('device', device));
  const toRemove = gone.map(({ device }) => device).filter((device) => !asked('dismiss', device));
  const told = await engine.store.get({ table: tables.devicesKnown, id: `told/${id}` });
  const isTold = isNotes || (told !== undefined && bytesEqual(told, head));
  if (missing.length + gone.length === 0 && isTold) {
    patience.sinceMs.delete(id);
    await engine.store.write([{ put: { table: tables.devicesKnown, id }, value: marker }]);
    return undefined;
  }
  if (toAdd.length + toRemove.length === 0 && isTold) return undefined;

  const nowMs = engine.clock.now();
  const sinceMs = patience.sinceMs.get(id) ?? nowMs;
  patience.sinceMs.set(id, sinceMs);
  const others = seen.own.filter(({ device }) => !chains.isRevoked(self.identity, device));
  const rank = others.findIndex(({ device }) => bytesEqual(device, self.device.key));
  const isAlone = others.length === 1;
  const isMine = [...toAdd, ...toRemove].every((device) => patience.begun.has(toHex(device)));
  const waitMs =
    isAlone || (isMine && patience.begun.size > 0)
      ? 0
      : handsetLimits.siblingPatienceMs * (rank + 1);
  if (sinceMs + waitMs > nowMs) return sinceMs + waitMs;

  await conversation.change(async (draft) => {
    if (draft.record.state !== 'active') return;
    for (const device of toAdd)
      putIntent(draft, { type: 'device', device, link: new Uint8Array(0) });
    for (const device of toRemove) putIntent(draft, { type: 'dismiss', device });
    const contact = engine.contacts.get(draft.record.contactIdentity);
    if (toAdd.length > 0 && contact !== undefined)
      await tellAsItIs(draft.tx, syncKeys.contact(contact.identity), contactPayload(contact));
    if (!isTold) {
      const links = chains.links(self.identity);
      queueContent(draft, { control: { kind: 'chain', links }, clock: nextClock(engine, draft) });
      draft.tx.put({ table: tables.devicesKnown, id: `told/${id}` }, head);
    }
  });
  return nowMs;
}
