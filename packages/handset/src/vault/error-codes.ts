/** Codes thrown by the vault. */
export type VaultErrorCode =
  /** `create` on a store that holds a handset already. */
  | 'HANDSET_EXISTS'
  /** `open` on a store that holds none. */
  | 'HANDSET_ABSENT'
  /** The keys are gone from memory. */
  | 'HANDSET_LOCKED'
  /** Fewer than 8 characters. */
  | 'PASSPHRASE_TOO_SHORT'
  /** More than 4,096 bytes after normalising. */
  | 'PASSPHRASE_TOO_LONG'
  /** No slot opens with it. */
  | 'PASSPHRASE_WRONG'
  /** The vault's passphrase and the duress one would be the same. */
  | 'PASSPHRASES_EQUAL'
  /** The vault is bound to a device, whose secret was not given. */
  | 'DEVICE_SECRET_MISSING'
  /** The vault is bound to a device already. */
  | 'DEVICE_BOUND'
  /** That was the last wrong try that there was: everything was erased. */
  | 'VAULT_WIPED'
  /** The header or a record was damaged, changed, moved or swapped. */
  | 'VAULT_BROKEN'
  /** Records were taken away, put back or exchanged from outside. What was found is in `status()`. */
  | 'VAULT_TAMPERED'
  /** Made by a later version of the handset. */
  | 'VAULT_NEWER'
  /** Made by an earlier version of the handset, whose conversations this one cannot go on with. */
  | 'VAULT_OLDER'
  /** A name, an ordinal or a value outside the vault's bounds: a fault of the caller. */
  | 'VAULT_BOUNDS'
  /** The store has no room; it is as before. Retryable. */
  | 'STORAGE_FULL'
  /** Keys and records are gone, and something that the app kept beside them is not. Retryable; the next start tries again too. */
  | 'WIPE_INCOMPLETE'
  /** In `trouble` events: the self-test of the wipe found something left, or could not be done. */
  | 'WIPE_TEST_FAILED'
  /** `testWipe` on a handset whose app gives no throwaway store. */
  | 'WIPE_TEST_ABSENT';
