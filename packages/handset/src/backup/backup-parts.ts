import type { BackupSource } from '../api.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { LendThrowaway } from '../opening/throwaway.ts';

/** What backups are made and tried with. */
export interface BackupParts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  /** Of `VaultOptions`. */
  readonly throwaway?: LendThrowaway | undefined;
  readonly readBackup?: ((name: string) => BackupSource | undefined) | undefined;
  readonly scryptLogN?: number | undefined;
}
