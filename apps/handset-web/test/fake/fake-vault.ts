import { SottoError } from '@sotto/core';
import type { Handset, Protection, UnlockOptions, Vault } from '@sotto/handset';

/** A vault that only answers: `passphrase` is right. What it was asked is in `calls`. */
export interface FakeVault extends Vault {
  readonly calls: string[];
  protects: Protection;
  guarded: boolean;
  /** So long the next try waits; it never ends by itself. */
  waitMs: number;
}

export const passphrase = 'four random words';

export function fakeVault(handset: Handset): FakeVault {
  const calls: string[] = [];
  const enter = async (name: string, { passphrase: given, onWait, signal }: UnlockOptions) => {
    calls.push(name);
    if (vault.waitMs > 0) {
      onWait?.(vault.waitMs);
      await new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    }
    if (given === passphrase) return;
    vault.protects = { ...vault.protects, wrongTries: vault.protects.wrongTries + 1 };
    if (vault.protects.wrongTries >= vault.protects.maxTries)
      throw new SottoError('VAULT_WIPED', 'Everything was erased.');
    throw new SottoError('PASSPHRASE_WRONG', 'It does not open.');
  };
  const vault = {
    state: 'open',
    calls,
    guarded: false,
    waitMs: 0,
    protects: {
      cost: { memoryKiB: 131_072, passes: 4, parallelism: 1 },
      ...{ maxTries: 10, wrongTries: 0, waitMs: 0 },
    },
    protection: async () => vault.protects,
    hasDuress: () => vault.guarded,
    unlock: async (given: UnlockOptions) => {
      await enter('unlock', given);
      return handset;
    },
    changePassphrase: async (given: UnlockOptions & { newPassphrase: string }) => {
      await enter('changePassphrase', given);
      if (given.newPassphrase.length < 8)
        throw new SottoError('PASSPHRASE_TOO_SHORT', 'It is too short.');
    },
    setDuress: async (given: UnlockOptions & { duress: string }) => {
      await enter('setDuress', given);
      if (given.duress === given.passphrase)
        throw new SottoError('PASSPHRASES_EQUAL', 'They are the same.');
      vault.guarded = true;
    },
    removeDuress: async (given: UnlockOptions) => {
      await enter('removeDuress', given);
      vault.guarded = false;
    },
    renewCover: (given: UnlockOptions) => enter('renewCover', given),
    setMaxTries: async (given: UnlockOptions & { maxTries: number }) => {
      await enter('setMaxTries', given);
      vault.protects = { ...vault.protects, maxTries: given.maxTries };
    },
  } as unknown as FakeVault;
  return vault;
}
