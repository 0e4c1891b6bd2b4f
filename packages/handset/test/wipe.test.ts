import { describe, expect, it } from 'vitest';
import type { Records } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { handsetLimits } from '../src/limits.ts';
import { headerKey } from '../src/vault/header.ts';
import { finishWipe, wipeStoreUnopened, wipeVault, wipingKey } from '../src/vault/wipe.ts';
import { fastClock, openStore, passphrase, person, relayUrl } from './handset-fixture.ts';
import { stepClock, turns } from './step-clock.ts';
import { tinyRelay } from './tiny-relay.ts';
import { crypto, dump, makeParts, makeVault, reopen, text } from './vault-fixture.ts';

const steps = ['overwrite', 'remove', 'stop', 'erase', 'empty'] as const;
type Step = (typeof steps)[number];

/** A store that holds a vault with a record, and a cache beside it. */
async function vaultWithCache() {
  const store = createMemoryStore();
  const parts = await makeParts({ store });
  const sealed = await makeVault(parts, {
    first: [{ put: { table: 't', id: 'i' }, value: text('a secret') }],
  });
  const cache = new Set(['a page']);
  return { store, parts, sealed, cache };
}

class PowerCut extends Error {}

describe('a wipe', () => {
  it.each(steps.flatMap((step) => [['before', step] as const, ['after', step] as const]))(
    'cut off %s the step “%s” is gone on with at the next start',
    async (when, step) => {
      const { store, parts, cache } = await vaultWithCache();
      // From the cut on nothing of this process reaches anything any more.
      let isDead = false;
      const reached = async (name: Step, work: () => Promise<void>): Promise<void> => {
        if (name === step && when === 'before') isDead = true;
        if (isDead) throw new PowerCut();
        await work();
        if (name === step) isDead = true;
        if (isDead) throw new PowerCut();
      };
      const { records } = parts;
      let writes = 0;
      const mortal: Records = {
        ...records,
        write: (changes) =>
          reached(writes++ === 0 ? 'overwrite' : 'remove', () => records.write(changes)),
        wipe: () => reached('empty', records.wipe),
      };
      const clock = fastClock();
      await wipeVault({
        ...{ ...parts, records: mortal, clock },
        stop: [() => reached('stop', async () => {})],
        erase: [() => reached('erase', async () => cache.clear())],
      }).catch(() => undefined);
      expect(isDead).toBe(true);
      await records.close();

      const next = await memoryRecords({ store }).create({});
      const erase = [async () => cache.clear()];
      const random = (length: number) => crypto.random(length);
      await finishWipe({ records: next, random, clock, erase });
      if (step === 'overwrite' && when === 'before') {
        // It had not begun.
        await reopen({ ...parts, records: next });
        return;
      }
      expect(await dump(next)).toEqual([]);
      expect([...cache]).toEqual([]);
      await expect(reopen({ ...parts, records: next })).rejects.toMatchObject({
        code: 'HANDSET_ABSENT',
      });
    },
  );

  it('destroys the keys before it ends the use of the store or removes anything', async () => {
    const { parts } = await vaultWithCache();
    const held: (Uint8Array | undefined)[] = [];
    const look = async (): Promise<void> => void held.push(await parts.records.get(headerKey));
    await wipeVault({ ...parts, clock: stepClock(), stop: [look], erase: [look] });
    expect(held).toEqual([undefined, undefined]);
  });

  it('overwrites the header with other bytes of the same length before it removes it', async () => {
    const { parts } = await vaultWithCache();
    const before = await parts.records.get(headerKey);
    const seen: (Uint8Array | undefined)[] = [];
    const records: Records = {
      ...parts.records,
      write: async (changes) => {
        await parts.records.write(changes);
        seen.push(await parts.records.get(headerKey));
      },
    };
    await wipeVault({ ...parts, records, clock: stepClock() });
    expect(seen[0]).toHaveLength(before!.length);
    expect(seen[0]).not.toEqual(before);
    expect(seen[1]).toBeUndefined();
  });

  it('empties a store that takes no writes', async () => {
    const { parts } = await vaultWithCache();
    const write = () => Promise.reject(new Error('full'));
    await wipeVault({ ...parts, records: { ...parts.records, write }, clock: stepClock() });
    expect(await dump(parts.records)).toEqual([]);
  });

  it('waits a second at most before the store is emptied', async () => {
    const { parts } = await vaultWithCache();
    const clock = stepClock();
    const never = (): Promise<void> => new Promise(() => {});
    void wipeVault({ ...parts, clock, stop: [never], erase: [never] }).catch(() => undefined);
    await clock.pass(handsetLimits.wipePatienceMs - 1);
    expect((await dump(parts.records)).length).toBeGreaterThan(1);
    await clock.pass(1);
    await turns();
    expect((await dump(parts.records)).map(({ key }) => key)).toEqual([wipingKey]);
  });

  it('leaves nothing of what is written while the use of the store ends', async () => {
    const { parts, sealed } = await vaultWithCache();
    const late = async (): Promise<void> => {
      await sealed.store.write([{ put: { table: 't', id: 'late' }, value: text('late') }]);
      await sealed.lock();
    };
    await wipeVault({ ...parts, clock: stepClock(), stop: [late] });
    expect(await dump(parts.records)).toEqual([]);
  });

  it('waits for nothing without end: what hangs is left behind, and told', async () => {
    const { parts, cache } = await vaultWithCache();
    const never = (): Promise<void> => new Promise(() => {});
    const clock = fastClock();
    const wiped = wipeVault({
      ...{ ...parts, clock, stop: [never] },
      erase: [never, async () => cache.clear()],
    });
    await expect(wiped).rejects.toMatchObject({ code: 'WIPE_INCOMPLETE', retryable: true });
    expect([...cache]).toEqual([]);
    expect((await dump(parts.records)).map(({ key }) => key)).toEqual([wipingKey]);
    expect(handsetLimits.wipeStepMs).toBeLessThanOrEqual(10_000);
  });

  it('of what does not open takes the store and the caches, each whatever happens to the other', async () => {
    const done: string[] = [];
    const clock = stepClock();
    const erase = [async () => void done.push('erase')];
    const destroy = async () => void done.push('destroy');
    await wipeStoreUnopened({ destroy, erase }, clock);
    expect(done).toEqual(['destroy', 'erase']);
    const failing = () => Promise.reject(new Error('held'));
    await expect(wipeStoreUnopened({ destroy: failing, erase }, clock)).rejects.toThrow('held');
    expect(done).toHaveLength(3);
    await expect(wipeStoreUnopened({ destroy, erase: [failing] }, clock)).rejects.toMatchObject({
      code: 'WIPE_INCOMPLETE',
    });
  });
});

describe('a handset that is wiped', () => {
  const begin = async (erase: readonly (() => Promise<void>)[], store?: MemoryStore) => {
    const relay = tinyRelay();
    return openStore({ relay, vault: { erase }, ...(store ? { store } : {}) });
  };

  it('is locked, and its vault empty, whether it was open or locked', async () => {
    for (const isOpen of [true, false]) {
      let erased = 0;
      const relay = tinyRelay();
      const ada = await person({
        relay,
        vault: { erase: [async () => void (erased += 1)] },
      });
      if (!isOpen) await ada.handset.lock();
      await ada.vault.wipe();
      expect(ada.vault.state).toBe('empty');
      expect(erased).toBe(1);
      await expect(ada.handset.status()).rejects.toMatchObject({ code: 'HANDSET_LOCKED' });
      await expect(ada.vault.unlock({ passphrase })).rejects.toMatchObject({
        code: 'HANDSET_ABSENT',
      });
      await ada.vault.create({ passphrase, relay: relayUrl });
      await ada.vault.close();
    }
  });

  it('tries again at each start to remove what it could not, and is empty meanwhile', async () => {
    const store = createMemoryStore();
    const relay = tinyRelay();
    let stuck = true;
    const erase = [
      async () => {
        if (stuck) throw new Error('in use');
      },
    ];
    const ada = await person({ relay, store, vault: { erase } });
    await expect(ada.vault.wipe()).rejects.toMatchObject({ code: 'WIPE_INCOMPLETE' });
    expect(ada.vault.state).toBe('empty');
    await ada.vault.close();
    const again = await begin(erase, store);
    expect(again.vault.state).toBe('empty');
    await again.vault.close();
    stuck = false;
    const last = await begin(erase, store);
    await last.vault.close();
    const records = await memoryRecords({ store }).create({});
    expect(await dump(records)).toEqual([]);
  });

  it('does not write any more once it is wiped', async () => {
    const store = createMemoryStore();
    const relay = tinyRelay();
    const ada = await person({ relay, store });
    const notes = ada.handset.settings();
    const change = ada.handset.changeSettings({ language: 'ar' }).catch(() => undefined);
    await ada.vault.wipe();
    await Promise.allSettled([notes, change]);
    await expect(ada.handset.changeSettings({ language: 'en' })).rejects.toMatchObject({
      code: 'HANDSET_LOCKED',
    });
    await ada.vault.close();
    const records = await memoryRecords({ store }).create({});
    expect(await dump(records)).toEqual([]);
  });
});
