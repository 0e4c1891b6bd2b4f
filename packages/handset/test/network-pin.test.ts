import { parseInvite } from '@sotto/protocol';
import { describe, expect, test } from 'vitest';
import { eventually, passphrase, person, relayUrl } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const hash = '0f'.repeat(32);
const other = 'a0'.repeat(32);

describe('the pin of a network', () => {
  test('is none at first, and once it is there it stays, also when the vault is opened anew', async () => {
    const relay = tinyRelay();
    const ada = await person({ relay });
    expect(await ada.handset.network.view()).toEqual({ state: 'none' });
    const joined = await ada.handset.network.join(hash.toUpperCase());
    expect(joined).toMatchObject({ state: 'waiting', charterHash: hash });
    // The first look finds that this relay serves no log.
    const looked = await eventually(async () => {
      const view = await ada.handset.network.view();
      return 'trouble' in view && view;
    });
    expect(looked).toMatchObject({ ...joined, trouble: { reason: 'missing' } });
    await eventually(() => ada.seen.some(({ type }) => type === 'network'));
    expect(await ada.handset.network.join(hash)).toEqual(looked);
    await ada.handset.lock();
    const again = await ada.vault.unlock({ passphrase });
    expect(await again.network.view()).toEqual(looked);
    await ada.vault.close();
  });

  test('is not changed for another one', async () => {
    const ada = await person({ relay: tinyRelay() });
    await ada.handset.network.join(hash);
    await expect(ada.handset.network.join(other)).rejects.toMatchObject({ code: 'NETWORK_PINNED' });
    expect(await ada.handset.network.view()).toMatchObject({ charterHash: hash });
    await ada.vault.close();
  });

  test('of two that are joined at once is one of them', async () => {
    const ada = await person({ relay: tinyRelay() });
    const both = await Promise.allSettled([hash, other].map(ada.handset.network.join));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await ada.vault.close();
  });

  test('is 64 hex characters', async () => {
    const ada = await person({ relay: tinyRelay() });
    for (const text of ['', hash.slice(2), `${hash}00`, `${hash.slice(2)}zz`])
      await expect(ada.handset.network.join(text)).rejects.toMatchObject({
        code: 'CHARTER_HASH_MALFORMED',
      });
    expect(await ada.handset.network.view()).toEqual({ state: 'none' });
    await ada.vault.close();
  });

  test('is in every invite that is made', async () => {
    const ada = await person({ relay: tinyRelay() });
    const before = parseInvite((await ada.handset.createInvite()).link);
    expect(before.charterHash).toBeNull();
    await ada.handset.network.join(hash);
    const after = parseInvite((await ada.handset.createInvite()).link);
    expect(after.charterHash?.toHex()).toBe(hash);
    await ada.vault.close();
  });

  test('may be there from the start of a vault, and a vault with a malformed one is not made', async () => {
    const ada = await person({ relay: tinyRelay() });
    await ada.vault.wipe();
    const options = { passphrase, relay: relayUrl };
    await expect(ada.vault.create({ ...options, charterHash: 'x' })).rejects.toMatchObject({
      code: 'CHARTER_HASH_MALFORMED',
    });
    expect(ada.vault.state).toBe('empty');
    const made = await ada.vault.create({ ...options, charterHash: hash });
    expect(await made.network.view()).toMatchObject({ state: 'waiting', charterHash: hash });
    await ada.vault.wipe();
    const bare = await ada.vault.create(options);
    expect(await bare.network.view()).toEqual({ state: 'none' });
    await ada.vault.close();
  });
});
