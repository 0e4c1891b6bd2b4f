import type { RelayUrl } from '@sotto/core';
import type { CallOptions } from './handset.ts';
import type { DeviceId } from './ids.ts';

/** One kind of thing that a backup has. */
export interface BackupPart {
  readonly part:
    | 'identity'
    | 'settings'
    | 'contacts'
    | 'network'
    | 'conversations'
    | 'messages'
    | 'locker'
    | 'pictures';
  readonly count: number;
  /** Before sealing. */
  readonly bytes: number;
}

/** What a backup would have, and what it would not. */
export interface BackupPlan {
  readonly parts: readonly BackupPart[];
  readonly without: readonly BackupLeftOut[];
  /** About what the file will have. */
  readonly bytes: number;
}

/**
 * `ratchets`: the keys of messages, so that no copy of them exists; the device that is restored comes back as a new one. `disappearing`: messages that have a
 * time to disappear, or are to be shown once. `invites`: links that were not used yet. `unsent`: what was not sent yet is there as failed. `search`: is made anew. `pictures`: asked not to have them.
 */
export type BackupLeftOut =
  | 'ratchets'
  | 'disappearing'
  | 'invites'
  | 'unsent'
  | 'search'
  | 'pictures';

/** A place for a backup that the app has. */
export interface BackupTarget {
  /** Names the place, also in a later run: what was begun there is gone on with. */
  readonly name: string;
  /** False for a place where a later run cannot go on, such as a download. */
  readonly isResumable: boolean;
  /** Opens it and cuts off what lies behind `keepBytes`. @returns the writer; it writes behind them */
  readonly open: (keepBytes: number) => Promise<BackupWriter>;
}

export interface BackupWriter {
  /** Resolves when the bytes are durable, as far as the place can tell. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** All is written: the backup takes the place of an older one there. */
  readonly finish: () => Promise<void>;
  /** Cut off: what was written stays where a later run can go on with it. */
  readonly close: () => Promise<void>;
}

/** Who can open it: who knows the passphrase; who has the key of one of the age recipients; or who has the paper key, which then also finds it at the relay. */
export type BackupSeal =
  | { readonly passphrase: string }
  | { readonly recipients: readonly string[] }
  | { readonly paperKey: true };

/**
 * `relay`: sealed blobs at the home relay, for the paper key alone, as nobody else would find them there. From the first one on it is kept there: see `BackupApi.keeping`.
 */
export type MakeBackupOptions = CallOptions & {
  /** Default true. */
  readonly pictures?: boolean;
  readonly onProgress?: (progress: BackupProgress) => void;
} & (
    | (BackupSeal & { readonly to: BackupTarget })
    | { readonly to: 'relay'; readonly paperKey: true }
  );

export interface BackupProgress {
  readonly doneBytes: number;
  /** As planned: what comes meanwhile is more. */
  readonly totalBytes: number;
}

export interface Backup {
  /** Hex. */
  readonly id: string;
  readonly place: 'file' | 'relay';
  /** Of a file: as its target was called. */
  readonly name: string;
  readonly madeAtMs: number;
  readonly bytes: number;
  readonly messages: number;
  /** Absent while it was never tried. */
  readonly drill?: BackupDrill;
}

/** The backup at the relay for the paper key, which is made again by itself before the relay drops it. */
export interface BackupKeeping {
  /** It is to be kept. */
  readonly isOn: boolean;
  readonly withPictures: boolean;
  /** `none`: none was made. `late`: the relay was not told to keep it for so long that it will be gone soon. `gone`: the relay has dropped it by now. */
  readonly state: 'none' | 'kept' | 'late' | 'gone';
  /** To be said in red: it is late or gone, or could not be made again for three days. */
  readonly isAlarming: boolean;
  /** When what it has was read, when the relay was last told to keep it, and when it drops it. Absent while there is none. */
  readonly madeAtMs?: number;
  readonly keptAtMs?: number;
  readonly goneAtMs?: number;
  /** This device made it, and not another one of the person. */
  readonly isOwn?: boolean;
  /** It cannot be made again, since then; and why, as the code of an error. */
  readonly failure?: { readonly sinceMs: number; readonly code: string };
}

export interface BackupDrill {
  readonly atMs: number;
  readonly isGood: boolean;
  /** Why not, as the code of an error. */
  readonly failure?: string;
}

/** The bytes of a backup, from the first on, in any pieces. */
export type BackupSource = AsyncIterable<Uint8Array>;

export interface DrillOptions extends CallOptions {
  /** Default: the latest. */
  readonly id?: string;
  /** Of a file; default what `VaultOptions.readBackup` gives. */
  readonly from?: BackupSource;
  /** Tries it too; default: the key that the handset kept. */
  readonly passphrase?: string;
}

export interface BackupApi {
  /** Looks at everything that a backup would have. */
  readonly plan: (options?: { readonly pictures?: boolean }) => Promise<BackupPlan>;
  /**
   * Makes a backup, streaming. One that was cut off goes on where it was, when it goes to the same place.
   * @throws RECOVERY_KEY_ABSENT, BACKUP_NOT_READY, BACKUP_RECIPIENT_MALFORMED, PASSPHRASE_TOO_SHORT, LINK_UNREACHABLE, what the target throws, the signal's reason
   */
  readonly make: (options: MakeBackupOptions) => Promise<Backup>;
  /** Those that were made, the newest first. */
  readonly list: () => Promise<readonly Backup[]>;
  /**
   * How the backup for the paper key at the relay is; absent while this device knows no paper key in use. Every week the handset looks, in the background and while it is open: when
   * something changed, it makes a new one; else it has the relay keep the one that is there. What is in the way is told as the trouble `BACKUP_NOT_KEPT`.
   */
  readonly keeping: () => Promise<BackupKeeping | undefined>;
  /** Whether it is to be kept. One that is not any more is gone after its time. @throws RECOVERY_KEY_ABSENT */
  readonly keep: (isOn: boolean) => Promise<void>;
  /** Whether one was cut off that can go on, and where. */
  readonly unfinished: () => Promise<
    { readonly place: 'file' | 'relay'; readonly name: string } | undefined
  >;
  /** Forgets that it was made. A file stays where it is. @throws BACKUP_UNKNOWN */
  readonly forget: (id: string) => Promise<void>;
  /**
   * Restores a backup into a throwaway store, compares what came with what the backup says and what was noted when it was made, opens it, and removes it. The result
   * is kept, also a bad one.
   * @throws BACKUP_UNKNOWN, BACKUP_UNREACHABLE when it is not here to be read
   */
  readonly drill: (options?: DrillOptions) => Promise<BackupDrill>;
}

export interface RestoreOptions extends CallOptions {
  /** Of the new vault. */
  readonly passphrase: string;
  readonly from: BackupSource;
  /** Of the backup. */
  readonly open: { readonly passphrase: string } | { readonly identity: string };
  /** Default: the relays of the device that the backup was made of. */
  readonly relays?: readonly string[];
  readonly credit?: Uint8Array;
  /** How this device is called among the person's own. */
  readonly name?: string;
  readonly onProgress?: (progress: { readonly messages: number }) => void;
}

/** A paper key that was made: shown once, and not kept. */
export interface RecoveryKey {
  /** 32 letters in 8 groups, to be printed or written down. */
  readonly text: string;
  /** For a QR code: the letters, and the relay. */
  readonly qr: string;
  /** Where its backups are found; to be written beside the letters. */
  readonly relay: RelayUrl;
  readonly device: DeviceId;
}

export interface RecoverOptions extends CallOptions {
  /** Of the new vault. */
  readonly passphrase: string;
  /** As it was printed, typed or scanned. */
  readonly code: string;
  /** A backup that was made for the paper key. Default: the newest one at the relay. */
  readonly from?: BackupSource;
  /** Where to look; default what the scanned code says. */
  readonly relay?: string;
  readonly relays?: readonly string[];
  readonly credit?: Uint8Array;
  readonly name?: string;
  readonly onProgress?: RestoreOptions['onProgress'];
}
