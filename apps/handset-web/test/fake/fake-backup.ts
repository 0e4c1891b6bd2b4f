import { SottoError } from '@sotto/core';
import type { Backup, BackupApi, BackupKeeping, BackupPlan } from '@sotto/handset';

/** Backups of a handset that has none: what is made is told, and nothing is written but a few bytes. */
export interface FakeBackup extends BackupApi {
  /** What `list` answers, the newest first. */
  readonly made: Backup[];
  /** What the next drill comes to; default good. */
  nextFailure: string | undefined;
  /** What `keeping` answers; a backup at the relay begins it. */
  kept: BackupKeeping | undefined;
}

const plan: BackupPlan = {
  parts: [
    { part: 'messages', count: 1_204, bytes: 402_000 },
    { part: 'pictures', count: 31, bytes: 9_300_000 },
    { part: 'conversations', count: 3, bytes: 61_000 },
    { part: 'contacts', count: 4, bytes: 3_100 },
    { part: 'settings', count: 1, bytes: 40 },
    { part: 'network', count: 0, bytes: 0 },
    { part: 'identity', count: 1, bytes: 600 },
  ],
  without: ['ratchets', 'disappearing', 'invites', 'unsent', 'search'],
  bytes: 9_766_740,
};

export function fakeBackup(): FakeBackup {
  const made: Backup[] = [];
  const fake: FakeBackup = {
    made,
    nextFailure: undefined,
    kept: undefined,
    keeping: async () => fake.kept,
    keep: async (isOn) => {
      if (fake.kept !== undefined) fake.kept = { ...fake.kept, isOn };
    },
    plan: async ({ pictures = true } = {}) =>
      pictures
        ? plan
        : {
            parts: plan.parts.map((each) =>
              each.part === 'pictures' ? { ...each, count: 0, bytes: 0 } : each,
            ),
            without: ['pictures', ...plan.without],
            bytes: 466_740,
          },
    make: async ({ to, onProgress }) => {
      onProgress?.({ doneBytes: 1, totalBytes: 2 });
      if (to !== 'relay') {
        const writer = await to.open(0);
        await writer.write(new TextEncoder().encode('age-encryption.org/v1\n'));
        await writer.finish();
      }
      const backup: Backup = {
        id: String(made.length).padStart(32, '0'),
        place: to === 'relay' ? 'relay' : 'file',
        name: to === 'relay' ? 'https://relay.example' : to.name,
        madeAtMs: Date.UTC(2026, 10, 29, 12),
        bytes: 9_790_000,
        messages: 1_204,
      };
      made.unshift(backup);
      if (to === 'relay') fake.kept = keptFrom(backup.madeAtMs);
      return backup;
    },
    list: async () => made,
    unfinished: async () => undefined,
    forget: async (id) =>
      void made.splice(
        made.findIndex((each) => each.id === id),
        1,
      ),
    drill: async ({ id } = {}) => {
      const at = id === undefined ? 0 : made.findIndex((each) => each.id === id);
      const backup = made[at];
      if (backup === undefined) throw new SottoError('BACKUP_UNKNOWN', 'There is no such backup.');
      const failure = fake.nextFailure;
      const atMs = Date.UTC(2026, 10, 29, 13);
      const drill =
        failure === undefined ? { atMs, isGood: true } : { atMs, isGood: false, failure };
      made[at] = { ...backup, drill };
      return drill;
    },
  };
  return fake;
}

const day = 86_400_000;

/** One that is kept, for a month from when it was made. */
function keptFrom(madeAtMs: number): BackupKeeping {
  return {
    ...{ isOn: true, withPictures: true, state: 'kept', isAlarming: false, isOwn: true },
    ...{ madeAtMs, keptAtMs: madeAtMs, goneAtMs: madeAtMs + 30 * day },
  };
}
