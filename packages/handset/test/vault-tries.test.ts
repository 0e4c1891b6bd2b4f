import type { Clock } from '@sotto/core';
import { createMemoryStore } from '@sotto/records-memory';
import { describe, expect, it } from 'vitest';
import { changePassphrase, setMaxTries } from '../src/vault/commands.ts';
import type { VaultHeader } from '../src/vault/header.ts';
import { readHeader } from '../src/vault/read-header.ts';
import type { VaultParts } from '../src/vault/vault-parts.ts';
import { openVault, readVaultState } from '../src/vault/vault.ts';
import { dump, makeParts, makeVault, passphrase } from './vault-fixture.ts';
import { watchedVault } from './watched-vault.ts';

const wrong = 'not the passphrase';
const minute = 60_000;

interface WaitingClock extends Clock {
  readonly waits: number[];
  nowMs: number;
}

/** Waits pass at once, and are written down; the time of day stands. */
function waitingClock(): WaitingClock {
  const clock: WaitingClock = {
    waits: [],
    nowMs: 1_000_000_000_000,
    now: () => clock.nowMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      clock.waits.push(ms);
    },
  };
  return clock;
}

async function waitingVault(): Promise<{ parts: VaultParts; clock: WaitingClock }> {
  const clock = waitingClock();
  const parts = { ...(await makeParts()), clock };
  await (await makeVault(parts)).lock();
  return { parts, clock };
}

async function fail(parts: VaultParts, times = 1): Promise<string> {
  let code = '';
  for (let time = 0; time < times; time += 1) {
    code = await openVault(parts, { passphrase: wrong }).then(
      () => 'opened',
      (error: { code: string }) => error.code,
    );
  }
  return code;
}

async function headerOf(parts: VaultParts): Promise<VaultHeader> {
  const header = await readHeader(parts);
  if (header.version !== 4) throw new Error('It is an older vault.');
  return header;
}

describe('wrong tries', () => {
  it('wait longer and longer: none for three, then 5, 15 and 60 seconds, 5 minutes, and 15 from then on', async () => {
    const { parts, clock } = await waitingVault();
    await setMaxTries(parts, { passphrase, maxTries: 0 });
    const told: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      const onWait = (waitMs: number): void => void told.push(waitMs);
      await expect(openVault(parts, { passphrase: wrong, onWait })).rejects.toMatchObject({
        code: 'PASSPHRASE_WRONG',
      });
    }
    const waits = [5_000, 15_000, minute, 5 * minute, 15 * minute, 15 * minute, 15 * minute];
    expect(clock.waits).toEqual(waits);
    expect(told).toEqual(waits);
  });

  it('are counted on the medium before the passphrase is tried, so that ending the process saves none', async () => {
    const { parts } = await waitingVault();
    const { crypto } = parts;
    const counts: number[] = [];
    const dying = {
      ...parts,
      crypto: {
        ...crypto,
        argon2id: async () => {
          counts.push((await headerOf(parts)).wrongTries);
          throw new Error('killed');
        },
      },
    };
    for (let time = 0; time < 3; time += 1)
      await expect(openVault(dying, { passphrase })).rejects.toThrow('killed');
    expect(counts).toEqual([1, 2, 3]);
  });

  it('count on across restarts, whatever time the clock shows, and each start waits anew', async () => {
    const store = createMemoryStore();
    const clock = waitingClock();
    const restart = async (): Promise<VaultParts> => ({
      ...(await watchedVault({ store })).parts,
      clock,
    });
    let parts = await restart();
    await (await makeVault(parts)).lock();
    for (let time = 0; time < 5; time += 1) {
      expect(await fail(parts)).toBe('PASSPHRASE_WRONG');
      await parts.records.close();
      parts = await restart();
      clock.nowMs += (time % 2 === 0 ? 1 : -1) * 400 * 86_400_000;
    }
    expect(clock.waits).toEqual([5_000, 15_000]);
    clock.waits.length = 0;
    await (await openVault(parts, { passphrase })).lock();
    expect(clock.waits).toEqual([minute]);
  });

  it('are forgotten when the passphrase opens', async () => {
    const { parts, clock } = await waitingVault();
    await fail(parts, 4);
    await (await openVault(parts, { passphrase })).lock();
    expect((await headerOf(parts)).wrongTries).toBe(0);
    clock.waits.length = 0;
    await fail(parts, 3);
    expect(clock.waits).toEqual([]);
  });

  it('are not made by who gives up waiting', async () => {
    const { parts, clock } = await waitingVault();
    await fail(parts, 4);
    const stop = new AbortController();
    const onWait = (): void => stop.abort(new Error('enough'));
    await expect(
      openVault(parts, { passphrase: wrong, onWait, signal: stop.signal }),
    ).rejects.toThrow('enough');
    expect((await headerOf(parts)).wrongTries).toBe(4);
    expect(clock.waits).toEqual([5_000]);
  });

  it('are made through commands as through opening', async () => {
    const { parts } = await waitingVault();
    for (let time = 0; time < 9; time += 1) {
      await expect(
        changePassphrase(parts, { passphrase: wrong, newPassphrase: 'a new passphrase' }),
      ).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    }
    await expect(setMaxTries(parts, { passphrase: wrong, maxTries: 0 })).rejects.toMatchObject({
      code: 'VAULT_WIPED',
    });
    expect(await dump(parts.records)).toEqual([]);
  });
});

describe('the last wrong try', () => {
  it('erases everything and says so; the one before does not', async () => {
    const { parts } = await waitingVault();
    expect(await fail(parts, 9)).toBe('PASSPHRASE_WRONG');
    expect(await readVaultState(parts.records)).toBe('locked');
    expect(await fail(parts)).toBe('VAULT_WIPED');
    expect(await dump(parts.records)).toEqual([]);
    expect(await readVaultState(parts.records)).toBe('empty');
  });

  it('that was killed before it ended erases at the next start, whatever passphrase is given', async () => {
    const { parts } = await waitingVault();
    await fail(parts, 9);
    const killed = { ...parts, wipe: () => Promise.reject(new Error('killed')) };
    await expect(openVault(killed, { passphrase: wrong })).rejects.toThrow('killed');
    expect(await readVaultState(parts.records)).toBe('locked');
    await expect(openVault(parts, { passphrase })).rejects.toMatchObject({ code: 'VAULT_WIPED' });
    expect(await dump(parts.records)).toEqual([]);
  });

  it('is the one that was set: 3 to 100, or none', async () => {
    const { parts } = await waitingVault();
    for (const maxTries of [1, 2, 101, 3.5, -1, Number.NaN]) {
      await expect(setMaxTries(parts, { passphrase, maxTries })).rejects.toMatchObject({
        code: 'VAULT_BOUNDS',
      });
    }
    await setMaxTries(parts, { passphrase, maxTries: 3 });
    expect(await fail(parts, 2)).toBe('PASSPHRASE_WRONG');
    expect(await fail(parts)).toBe('VAULT_WIPED');

    const { parts: patient } = await waitingVault();
    await setMaxTries(patient, { passphrase, maxTries: 0 });
    expect(await fail(patient, 300)).toBe('PASSPHRASE_WRONG');
    expect((await headerOf(patient)).wrongTries).toBe(255);
    await (await openVault(patient, { passphrase })).lock();
  });
});
