import type { Status } from './api.ts';
import type { Conversations } from './conversation/conversations.ts';
import type { Engine } from './engine.ts';
import { readWipeTest } from './vault/wipe-test-record.ts';
import { storageState } from './storage/check-storage.ts';

/** How the handset is. */
export async function statusOf(
  engine: Engine,
  conversations: Conversations,
  queued: number,
): Promise<Status> {
  const { sync, homes } = engine;
  const clockSkewMs = sync.clockSkewMs();
  const missing = conversations.all().reduce((sum, each) => sum + each.record().missing, 0);
  const wipeTest = await readWipeTest(engine.store);
  return {
    connection: sync.state(),
    relay: homes.primary(),
    relays: homes.relays(),
    queued,
    conversations: conversations.all().length,
    usedBytes: await engine.store.usedBytes(),
    ...(clockSkewMs === undefined ? {} : { clockSkewMs }),
    dropped: engine.drops.counts(),
    ...(wipeTest ? { wipeTest } : {}),
    healing: { missing, ...engine.healing.counts() },
    storage: storageState(await engine.guard.findings()),
  };
}
