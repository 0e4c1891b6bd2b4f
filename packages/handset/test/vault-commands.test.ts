import { createMemoryStore } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { Handset, Vault } from '../src/api.ts';
import { eventually, fastClock, openStore, passphrase, relayUrl } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const duress = 'somebody stands here';
const wrong = 'not the passphrase';
const locked = { code: 'HANDSET_LOCKED' };

const vaults: Vault[] = [];
afterEach(async () => {
  await Promise.all(vaults.splice(0).map((vault) => vault.close()));
});

async function open(store?: MemoryStore): Promise<{ vault: Vault; store: MemoryStore }> {
  const made = await openStore({
    ...{ relay: tinyRelay(), vault: { unsafeNoCover: false } },
    ...(store ? { store } : {}),
  });
  vaults.push(made.vault);
  return made;
}

async function made(): Promise<{ vault: Vault; store: MemoryStore; handset: Handset }> {
  const opened = await open();
  const handset = await opened.vault.create({ passphrase, relay: relayUrl });
  return { ...opened, handset };
}

describe('a duress passphrase', () => {
  test('opens another person, at the same relays, and the handset is gone for good', async () => {
    const { vault, store, handset } = await made();
    await vault.setDuress({ passphrase, duress });
    expect(vault.hasDuress()).toBe(true);
    await handset.lock();
    expect(() => vault.hasDuress()).toThrow(expect.objectContaining(locked));

    const other = await vault.unlock({ passphrase: duress });
    expect(other.identity).not.toBe(handset.identity);
    expect(other.relay).toBe(handset.relay);
    expect(vault.hasDuress()).toBe(false);
    await vault.close();
    const again = await open(store);
    await expect(again.vault.unlock({ passphrase })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect((await again.vault.unlock({ passphrase: duress })).identity).toBe(other.identity);
  });

  test('given to a command while the handset runs, locks it', async () => {
    const { vault, handset } = await made();
    await vault.setDuress({ passphrase, duress });
    await vault.changePassphrase({ passphrase: duress, newPassphrase: 'of the other one' });
    expect(vault.state).toBe('locked');
    await expect(handset.send('x' as never, { text: 'still here' })).rejects.toMatchObject(locked);
    expect((await vault.unlock({ passphrase: 'of the other one' })).identity).not.toBe(
      handset.identity,
    );
  });

  test('locks the running handset also when the command fails after it', async () => {
    const { vault } = await made();
    await vault.setDuress({ passphrase, duress });
    await expect(vault.setDuress({ passphrase: duress, duress })).rejects.toMatchObject({
      code: 'PASSPHRASES_EQUAL',
    });
    expect(vault.state).toBe('locked');
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });
});

describe('a cover', () => {
  test('is visited in place of the handset, is prepared, and left again by locking', async () => {
    const { vault, handset } = await made();
    await vault.setDuress({ passphrase, duress });
    const cover = await vault.visitCover({ passphrase });
    expect(cover.identity).not.toBe(handset.identity);
    expect(vault.hasDuress()).toBe(false);
    await expect(handset.settled()).rejects.toMatchObject(locked);
    await cover.changeSettings({ receipts: false } as never);
    const { id } = await cover.createGroup({ name: 'Choir', members: [] });
    await cover.lock();
    expect((await vault.unlock({ passphrase })).identity).toBe(handset.identity);
    expect(vault.hasDuress()).toBe(true);
    await (await vault.unlock({ passphrase })).lock();
    const opened = await vault.unlock({ passphrase: duress });
    expect((await opened.conversation(id)).name).toBe('Choir');
  });

  test('visited with the duress passphrase is what that passphrase opens', async () => {
    const { vault, handset } = await made();
    await vault.setDuress({ passphrase, duress });
    const opened = await vault.visitCover({ passphrase: duress });
    expect(opened.identity).not.toBe(handset.identity);
    await opened.lock();
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });

  test('renewed, is somebody else; while it is visited, it is locked first', async () => {
    const { vault } = await made();
    const first = await vault.visitCover({ passphrase });
    await vault.renewCover({ passphrase });
    expect(vault.state).toBe('locked');
    const second = await vault.visitCover({ passphrase });
    expect(second.identity).not.toBe(first.identity);
  });
});

describe('wrong passphrases', () => {
  test('are told while locked, with the wait before the next one, and after the last one there is no handset', async () => {
    const { vault, handset } = await made();
    await handset.lock();
    await vault.setMaxTries({ passphrase, maxTries: 3 });
    expect(await vault.protection()).toEqual({
      cost: { memoryKiB: 8, passes: 1, parallelism: 1 },
      ...{ maxTries: 3, wrongTries: 0, waitMs: 0 },
    });
    for (let tries = 1; tries < 3; tries += 1) {
      await expect(vault.unlock({ passphrase: wrong })).rejects.toMatchObject({
        code: 'PASSPHRASE_WRONG',
      });
      expect(await vault.protection()).toMatchObject({ wrongTries: tries });
    }
    await expect(vault.unlock({ passphrase: wrong })).rejects.toMatchObject({
      code: 'VAULT_WIPED',
    });
    expect(vault.state).toBe('empty');
    await vault.create({ passphrase, relay: relayUrl });
  });

  test('given to commands of a running handset lock it before everything is erased', async () => {
    const { vault, handset } = await made();
    await vault.setMaxTries({ passphrase, maxTries: 3 });
    for (let tries = 1; tries < 3; tries += 1)
      await expect(vault.removeDuress({ passphrase: wrong })).rejects.toThrow();
    expect(vault.state).toBe('open');
    await expect(vault.removeDuress({ passphrase: wrong })).rejects.toMatchObject({
      code: 'VAULT_WIPED',
    });
    expect(vault.state).toBe('empty');
    await expect(handset.settled()).rejects.toMatchObject(locked);
  });

  test.each(['wipe', 'close'] as const)(
    'whose wait is under way do not hold up %s',
    async (command) => {
      const store = createMemoryStore();
      const { sleep, ...clock } = fastClock();
      let isLong = false;
      const patient = {
        ...clock,
        sleep: (ms: number, signal?: AbortSignal) =>
          isLong ? waitForever(ms, signal) : sleep(ms, signal),
      };
      const { vault } = await openStore({ relay: tinyRelay(), store, clock: patient });
      vaults.push(vault);
      await (await vault.create({ passphrase, relay: relayUrl })).lock();
      isLong = true;
      for (let tries = 0; tries < 3; tries += 1)
        await expect(vault.unlock({ passphrase: wrong })).rejects.toThrow();
      let waits = 0;
      const onWait = (): void => void (waits += 1);
      const unlocking = vault.unlock({ passphrase, onWait });
      const behind = vault.unlock({ passphrase, onWait });
      await eventually(() => waits === 1);
      const ended = vault[command]();
      await expect(unlocking).rejects.toMatchObject(locked);
      await expect(behind).rejects.toThrow();
      await ended;
    },
  );
});

function waitForever(_: number, signal?: AbortSignal): Promise<void> {
  return new Promise((__, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

describe('a handset that is bound to a device', () => {
  test('says so while locked, and opens with its secret', async () => {
    const { vault, handset } = await made();
    const credentialId = new Uint8Array(16).fill(1);
    const deviceSecret = new Uint8Array(32).fill(2);
    await vault.bindDevice({ passphrase, credentialId, deviceSecret });
    await handset.lock();
    expect((await vault.protection()).credentialId).toEqual(credentialId);
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject({
      code: 'DEVICE_SECRET_MISSING',
    });
    await (await vault.unlock({ passphrase, deviceSecret })).lock();
    await vault.unbindDevice({ passphrase, deviceSecret });
    expect(await vault.protection()).not.toHaveProperty('credentialId');
    await vault.unlock({ passphrase });
  });
});
