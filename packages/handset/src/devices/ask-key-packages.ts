import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { allKeyPackagesOf } from '../group/given-key-packages.ts';
import { parseHex, toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { putWord } from '../storage/words.ts';
import { putOwed } from './note-let-in.ts';
import { listPayload } from './payloads.ts';
import { syncKeys } from './sync-keys.ts';

/**
 * Asks devices of this identity for as many KeyPackages as there are conversations that wait to let them in, and are not here yet; each at most once
 * until it gave some, or a while passed.
 */
export async function askKeyPackages(
  engine: Engine,
  wanted: ReadonlyMap<string, number>,
  askedAtMs: Map<string, number>,
): Promise<void> {
  if (wanted.size === 0) return;
  const nowMs = engine.clock.now();
  const tx = beginTransaction(engine.store);
  const given = await allKeyPackagesOf(engine, { tx }, engine.self.identity);
  for (const [hex, count] of wanted) {
    const device = parseHex(hex, 32);
    const here = given.filter((each) => toHex(each.device) === hex).length;
    if (device === undefined || here >= count) continue;
    if ((askedAtMs.get(hex) ?? -Infinity) + handsetLimits.siblingAskMs > nowMs) continue;
    askedAtMs.set(hex, nowMs);
    const key = syncKeys.want(device, engine.self.device.key);
    const most = Math.min(count - here, handsetLimits.maxKeyPackagesForDevice);
    const payload = listPayload([most]);
    putWord(tx, tables.toSync, { key, atMs: nowMs, payload });
  }
  await tx.commit();
}

/** Owes each device that is in the notes, and was not met before, the first KeyPackages. */
export async function greetDevices(engine: Engine, notes: ConversationHandle): Promise<void> {
  await notes.change(async (draft) => {
    for (const { device, leafIndex } of draft.leaves.all) {
      if (leafIndex === draft.me.leafIndex) continue;
      const name = { table: tables.devicesKnown, id: `met/${toHex(device)}` };
      if ((await draft.tx.get(name)) !== undefined) continue;
      draft.tx.put(name, Uint8Array.of(1));
      putOwed(engine, draft.tx, device, handsetLimits.keyPackagesForDevice);
    }
  });
}
