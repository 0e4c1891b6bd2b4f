import { webCrypto } from '@sotto/crypto-web';
import { memoryRecords } from '@sotto/records-memory';
import { expect, it } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { loadSearch } from '../src/search/load-search.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { systemClock } from '../src/system-clock.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { vaultParts } from './vault-parts.ts';

const conversation = 'a conversation' as ConversationId;

it('in a browser, all is found that fills a block and waits for the next one, in any script', async () => {
  const crypto = await webCrypto().create({});
  const records = await memoryRecords().create({});
  const { store, lock } = await createVault(vaultParts(records, crypto), {
    passphrase: 'correct horse battery',
    unsafeArgon2: { memoryKiB: 8, passes: 1, parallelism: 1 },
  });
  const stop = new AbortController();
  const search = await loadSearch({ store, clock: systemClock, stopping: stop.signal });
  const texts = ['一昨日東京に行きました', 'ฉันทำอาหารไทย', 'Straße nach Łódź'];
  const tx = beginTransaction(store);
  for (let number = 0; number < 600; number += 1) {
    await search.note(tx, conversation, {
      id: crypto.random(32),
      hlc: { physicalMs: number, counter: 0 },
      text: `${number} ${texts[number % 3]}`,
    });
  }
  await tx.commit();
  const count = async (query: string): Promise<number> =>
    (await search.find(query, { limit: 1_000 })).length;
  for (const pauseMs of [0, 1_500]) {
    await systemClock.sleep(pauseMs);
    expect(await count('東京')).toBe(200);
    expect(await count('อาหาร')).toBe(200);
    expect(await count('strasse lodz')).toBe(200);
    expect(await count('599')).toBe(1);
  }
  const heads = await Array.fromAsync(store.range('search/heads', {}));
  expect(heads).toHaveLength(1);
  stop.abort();
  search.clear();
  await lock();
});
