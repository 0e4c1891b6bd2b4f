import { isSottoError } from '@sotto/core';
import type { Handset, UnlockOptions, Vault } from '@sotto/handset';
import { held } from './held-vault.ts';

/** Says how long a passphrase waits, and ends that. */
export interface Waiting {
  readonly onWait?: (waitMs: number) => void;
  readonly signal?: AbortSignal;
}

/** From so few on, how many tries are left is shown. */
const fewTries = 5;

/** The passphrase, with what this device adds to it when the handset is bound to it. @throws DEVICE_SECRET_MISSING */
export async function unlocking(
  passphrase: string,
  { onWait, signal }: Waiting = {},
): Promise<UnlockOptions> {
  const { credentialId } = await held().protection();
  const deviceSecret =
    credentialId && (await (await import('../keys/authenticator.ts')).secretOf(credentialId));
  return {
    passphrase,
    ...(deviceSecret ? { deviceSecret } : {}),
    ...(onWait ? { onWait } : {}),
    ...(signal ? { signal } : {}),
  };
}

export function unlock(passphrase: string, waiting: Waiting): Promise<Handset> {
  return unlocking(passphrase, waiting).then((options) => held().unlock(options));
}

/** How many wrong tries are left, when they are few. Nothing when that cannot be read: opening says why. */
export async function triesLeft(vault: Pick<Vault, 'protection'>): Promise<number | undefined> {
  try {
    const { maxTries, wrongTries } = await vault.protection();
    const left = maxTries - wrongTries;
    return maxTries > 0 && left <= fewTries ? left : undefined;
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}
