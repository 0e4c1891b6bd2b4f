import { join } from 'node:path';
import type { Crypto, Records } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId } from '@sotto/handset';
import { openHandset } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import { systemClock } from '@sotto/relay';
import type { Part, PartContext } from '../measure.ts';
import { timed } from '../measure.ts';
import { introduce, openBenchHandset, originOf, passphrase } from '../handsets.ts';
import { startRelayChild } from '../relay-child.ts';

const messages = 100_000;

/** A handset that was used for years. */
export const historyPart: Part = {
  name: 'history',
  title: `Unlocking, and opening a history of ${messages.toLocaleString('en')} messages`,
  method:
    'One conversation on `records-sqlite`, its texts of 20 to 200 characters. Unlock: Argon2id at the cost that this machine chose, then all that makes the handset usable; without a relay. First page: the newest 50 messages. All pages: 200 at a time, to the first message.',
  maxSeconds: 150,
  run: async (context) => {
    const path = join(context.folder, 'a', 'handset.db');
    const id = await fill(context, path);
    const plugins = [nodeCrypto(), sqliteRecords({ path }), websocketLink(), sharpPictures()];
    // Nobody listens there: what is measured is the handset alone.
    const [unlockMs, handset] = await timed(() =>
      openHandset({ plugins, relay: 'http://localhost:9', passphrase }),
    );
    const [listMs] = await timed(() => handset.conversations());
    const [firstMs] = await timed(() => handset.history(id, { limit: 50 }));
    let count = 0;
    const [allMs] = await timed(async () => {
      let before: string | undefined;
      do {
        const page = await handset.history(id, {
          limit: 200,
          ...(before === undefined ? {} : { before }),
        });
        count += page.messages.length;
        before = page.before;
      } while (before !== undefined);
    });
    const { usedBytes } = await handset.status();
    await handset.close();
    if (count !== messages) throw new Error(`There are ${count} messages, not ${messages}.`);
    return [
      { what: 'unlock', value: unlockMs, unit: 'ms' },
      { what: 'list of conversations', value: listMs, unit: 'ms' },
      { what: 'first page', value: firstMs, unit: 'ms' },
      { what: 'all pages', value: allMs / 1_000, unit: 's' },
      { what: 'size on disk', value: usedBytes / 1e6, unit: 'MB' },
    ];
  },
};

/** A handset with one conversation, then a history in it. The passphrase costs what it costs everybody. */
async function fill({ root, folder }: PartContext, path: string): Promise<ConversationId> {
  const relay = await startRelayChild();
  const origin = originOf(relay);
  const plugins = [nodeCrypto(), sqliteRecords({ path }), websocketLink(), sharpPictures()];
  const a = await openHandset({ plugins, relay: origin, passphrase });
  const b = await openBenchHandset(folder, 'b', origin);
  await introduce(a, b);
  await Promise.all([a.settled(), b.settled()]);
  await Promise.all([a.close(), b.close()]);
  await relay.stop();
  const crypto = await createPlugin(nodeCrypto(), undefined as never);
  const records = await createPlugin(sqliteRecords({ path }), { clock: systemClock } as never);
  // A test of the handset holds this to what a handset itself would have written.
  const fixture = join(root, 'packages/handset/test/make-history.ts');
  const { makeHistory } = (await import(fixture)) as HistoryFixture;
  return makeHistory({ records, crypto, passphrase, count: messages, nowMs: Date.now() });
}

interface HistoryFixture {
  readonly makeHistory: (options: {
    readonly records: Records;
    readonly crypto: Crypto;
    readonly passphrase: string;
    readonly count: number;
    readonly nowMs: number;
  }) => Promise<ConversationId>;
}
