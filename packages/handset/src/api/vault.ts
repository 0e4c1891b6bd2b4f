import type { BackupSource, RecoverOptions, RestoreOptions } from './backup.ts';
import type { Handset } from './handset.ts';
import type { ThrowawayStore, WipeTest } from './wipe-test.ts';
import type { Clock, Log, Plugin, RelayUrl } from '@sotto/core';

export interface VaultOptions {
  /** One plugin for each of the points `crypto`, `records`, `link`, `pictures`, and any number of `kinds`. */
  readonly plugins: readonly Plugin[];
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: nothing is logged. */
  readonly log?: Log;
  /** Days after which this device renews its keys in a conversation of two; in large groups a multiple of it. Default 7. */
  readonly selfUpdateDays?: number;
  /**
   * What a wipe removes besides the store: files and caches of the app. Run when the keys are gone, all at once, each for at most 10 s, and
   * again at the next start when the wipe was cut off.
   */
  readonly erase?: readonly (() => Promise<void>)[];
  /** The handset was wiped by a command that its owner gave elsewhere (`Handset.lostDevice`): the vault is empty now. */
  readonly onWiped?: () => void;
  /** Where the wipe is tested, and backups are restored to try them: by `testWipe` and `drill`, and every week while the handset is open. Default: nowhere. */
  readonly throwaway?: ThrowawayStore;
  /** The bytes of a backup in a file, by the name of its target, or nothing when it is not here: for drills that nobody is asked for. */
  readonly readBackup?: (name: string) => BackupSource | undefined;
  /**
   * Cost of trying a passphrase, for a handset that is created; default: what takes half a second on this device. A cheap one makes tests quick
   * and passphrases guessable.
   */
  readonly unsafeArgon2?: Argon2Cost;
  /** No cover is made: for tests and simulations, where nobody looks at the disk. Default: every handset has one from its creation. */
  readonly unsafeNoCover?: boolean;
  /** The logarithm of scrypt's work for the passphrase of a backup; default 18. Less makes tests quick and passphrases guessable. */
  readonly unsafeScryptLogN?: number;
}

export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface PassphraseOptions {
  readonly passphrase: string;
  readonly signal?: AbortSignal;
}

export interface UnlockOptions extends PassphraseOptions {
  /** 32 bytes that only this device gives (in browsers: from WebAuthn's PRF extension). Needed when the handset is bound to it. */
  readonly deviceSecret?: Uint8Array;
  /** After wrong tries the next one waits, within the call; told how long, as it begins. */
  readonly onWait?: (waitMs: number) => void;
}

/** What a passphrase is protected by. Readable while locked, by anybody who has the store. */
export interface Protection {
  /** What one try costs. */
  readonly cost: Argon2Cost;
  /** The wrong try that erases everything; 0 for none. */
  readonly maxTries: number;
  /** Tries that did not open it since the last one that did. */
  readonly wrongTries: number;
  /** So long the next try will wait, in milliseconds. */
  readonly waitMs: number;
  /** The WebAuthn credential that it is bound to, 1 to 1,023 bytes; absent when none. */
  readonly credentialId?: Uint8Array;
}

export interface CreateOptions extends PassphraseOptions {
  /** Where this handset's own mailboxes are. */
  readonly relay: RelayUrl;
  /** All relays where its mailboxes are, `relay` among them: one that is lost then costs nothing. Default `relay` alone; at most 4. */
  readonly relays?: readonly RelayUrl[];
  /**
   * For the access plugin of each of the relays; default none. It is good for one handset, so the relays are asked while this one is made.
   * When one does not answer in time, the handset is made, and asks again whenever it can.
   */
  readonly credit?: Uint8Array;
  /** The name that new contacts are offered for this person; at most 64 characters. They may choose another. */
  readonly suggestedName?: string;
  /** Hash of the founding charter of the network that this handset is to belong to, 64 hex characters; default none, until an invite brings one. */
  readonly charterHash?: string;
}

export interface LinkOptions extends Omit<CreateOptions, 'suggestedName' | 'charterHash'> {
  /** What this device is called among the person's own; at most 64 characters. */
  readonly name?: string;
  /** What the other device is to be shown: `sotto-device:` and URL-safe text. */
  readonly onCode: (code: string) => void;
}

/**
 * The sealed storage of a handset, before and after it is open. Holds the records plugin's store for itself until closed.
 */
export interface Vault {
  /** `empty`: no handset was made here. `locked`: there is one. `open`: its keys are in memory. */
  readonly state: 'empty' | 'locked' | 'open';
  /**
   * @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, CHARTER_HASH_MALFORMED; CREDIT_INVALID, CREDIT_EXPIRED, CREDIT_SPENT,
   * CREDIT_TAKEN, CREDIT_REVOKED when a relay does not admit it: then nothing is left of it
   */
  readonly create: (options: CreateOptions) => Promise<Handset>;
  /**
   * Makes this a device of somebody who has one already: `onCode` gets a code, good for 10 minutes, that is to be given to `linkDevice` there. Resolves
   * when the other one has let it in; the conversations come after that, by and by. Cut off before, nothing was stored.
   * @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, DEVICE_CODE_EXPIRED, DEVICE_LINK_FAILED, DEVICE_CODE_USED, RELAY_REFUSED,
   * CREDIT_… as `create` does
   */
  readonly link: (options: LinkOptions) => Promise<Handset>;
  /**
   * Makes this a new device of the person whose backup it is, with what the backup has: it comes back into each conversation in the place of the device that the backup was made
   * of, which is taken out. Cut off before it resolves, nothing is left but an empty vault.
   * @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, BACKUP_PASSPHRASE_WRONG, BACKUP_MALFORMED, BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_REVOKED,
   * STORAGE_FULL, the signal's reason
   */
  readonly restore: (options: RestoreOptions) => Promise<Handset>;
  /**
   * As `restore`, with a paper key: it finds the newest backup that was made for it at the relay, or opens the one that is given, and vouches for this device also where the lost one
   * was revoked.
   * @throws RECOVERY_CODE_MALFORMED, BACKUP_UNKNOWN, BACKUP_UNREACHABLE (retryable), and what `restore` throws
   */
  readonly recover: (options: RecoverOptions) => Promise<Handset>;
  /**
   * Of an open vault: the running handset, whatever the passphrase. A try that was begun counts as wrong until it has opened the handset; after 3 of
   * them each waits, longer and longer, and the last one there is erases everything. Given the duress passphrase, opens the cover, and nothing
   * opens what was the handset before. An older vault that can be read is made one of this version.
   * @throws PASSPHRASE_WRONG, VAULT_WIPED, DEVICE_SECRET_MISSING, HANDSET_ABSENT, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER, STORAGE_FULL,
   * BACKUP_CUT_OFF when it was being restored: then nothing is left
   */
  readonly unlock: (options: UnlockOptions) => Promise<Handset>;
  /** @throws HANDSET_ABSENT, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER */
  readonly protection: () => Promise<Protection>;
  /**
   * This and the commands below take the passphrase as `unlock` does: they count tries, wait and throw as it does, and do to the duress passphrase
   * what it does; a running handset is locked then. They work open or locked, and write all that they change in one step.
   * @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, PASSPHRASES_EQUAL when it is the duress one
   */
  readonly changePassphrase: (
    options: UnlockOptions & { readonly newPassphrase: string },
  ) => Promise<void>;
  /**
   * From now on this passphrase opens the cover and destroys the way into the handset. In place of the one before.
   * @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, PASSPHRASES_EQUAL
   */
  readonly setDuress: (options: UnlockOptions & { readonly duress: string }) => Promise<void>;
  readonly removeDuress: (options: UnlockOptions) => Promise<void>;
  /** Whether the open handset has a duress passphrase; false in a cover, visited or not. @throws HANDSET_LOCKED */
  readonly hasDuress: () => boolean;
  /** Locks the running handset and opens the cover as it is, to make it what it should look like. Nothing is destroyed; the passphrase opens the handset again. */
  readonly visitCover: (options: UnlockOptions) => Promise<Handset>;
  /** A newly generated cover in the place of the one there is; a duress passphrase opens it from now on. Locks a cover that is visited. */
  readonly renewCover: (options: UnlockOptions) => Promise<void>;
  /** The wrong try that erases everything: 3 to 100, 0 for none. @throws VAULT_BOUNDS */
  readonly setMaxTries: (options: UnlockOptions & { readonly maxTries: number }) => Promise<void>;
  /** From now on opening takes this device's secret too, 32 bytes that are not stored. Lost, the handset is lost. @throws VAULT_BOUNDS, DEVICE_BOUND */
  readonly bindDevice: (
    options: UnlockOptions & {
      readonly credentialId: Uint8Array;
      readonly deviceSecret: Uint8Array;
    },
  ) => Promise<void>;
  readonly unbindDevice: (options: UnlockOptions) => Promise<void>;
  /** Envelopes that came since a lock that collects, and wait for `unlock`. What is in them nobody knows: some are messages. Else 0. */
  readonly collected: () => number;
  /**
   * Tells a locked vault that the network changed or the machine woke: what collects tries its relays at once, and a device that may be wiped from afar
   * looks whether it was.
   */
  readonly nudge: () => void;
  /**
   * Removes the handset and all it holds, open, locked or damaged: the keys first, then what the app keeps beside the store, then the store.
   * Cut off, it is gone on with when the store is opened next. Afterwards `empty`.
   * @throws WIPE_INCOMPLETE (retryable) when `erase` could not remove everything; what the store says when it cannot be emptied
   */
  readonly wipe: () => Promise<void>;
  /**
   * Tests the wipe on a throwaway store. When the handset is open, the result is kept and in `Status.wipeTest` from then on. A test that
   * failed resolves too. @throws WIPE_TEST_ABSENT
   */
  readonly testWipe: () => Promise<WipeTest>;
  /** Locks, then releases the store. */
  readonly close: () => Promise<void>;
}
