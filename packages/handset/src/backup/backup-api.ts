import type { BackupApi, BackupDrill, DrillOptions } from '../api.ts';
import type { Troubles } from '../events/troubles.ts';
import { createSerial } from '../serial.ts';
import { bookChange, readBook, readCheckpoint } from './book.ts';
import type { BackupParts } from './backup-parts.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { knownPaperKey } from '../recovery/paper-key.ts';
import { readKeeping } from '../storage/keeping-record.ts';
import { keepingView } from './keeping-view.ts';
import { backupView } from './views.ts';

export interface Backups {
  readonly api: BackupApi;
  /** Tries the latest without being asked: behind everything else. */
  readonly drill: () => Promise<BackupDrill>;
  /** Looks after the backup at the relay (keep-backup.ts); what a person asks for comes first, and it goes on at the next look. */
  readonly keep: (troubles: Troubles) => Promise<void>;
}

/** What makes and tries backups is loaded when it is asked for: few sessions do. */
export function createBackups(parts: BackupParts): Backups {
  const { engine } = parts;
  const serial = createSerial();
  let background: AbortController | undefined;
  const first = <T>(job: () => Promise<T>): Promise<T> => {
    background?.abort(handsetError('BACKUP_NOT_READY', 'Another backup comes first.'));
    return serial.run(job);
  };
  const keeping: BackupApi['keeping'] = async () => {
    const recovery = await knownPaperKey(engine, engine.store);
    return recovery && keepingView(engine, recovery, await readKeeping(engine.store));
  };
  const drillNow = async (options: DrillOptions): Promise<BackupDrill> => {
    const records = await readBook(engine.store);
    const record =
      options.id === undefined ? records[0] : records.find((each) => toHex(each.id) === options.id);
    if (record === undefined) throw unknown();
    const { drill } = await import('./drill.ts');
    return drill(parts, record, options);
  };
  const api: BackupApi = {
    plan: async (options = {}) => (await import('./run-backup.ts')).plan(parts, options),
    make: (options) =>
      first(async () => backupView(await (await import('./run-backup.ts')).make(parts, options))),
    list: async () => (await readBook(engine.store)).map(backupView),
    keeping,
    keep: async (isOn) => {
      const { changePaperKey } = await import('./paper-backup.ts');
      await changePaperKey(engine, (now) => ({ ...now, keeps: isOn }));
    },
    unfinished: async () => {
      const { place, name } = (await readCheckpoint(engine.store))?.record ?? {};
      return place === undefined || name === undefined ? undefined : { place, name };
    },
    forget: (id) =>
      first(async () => {
        const records = await readBook(engine.store);
        const kept = records.filter((each) => toHex(each.id) !== id);
        if (kept.length === records.length) throw unknown();
        await engine.store.write([bookChange(kept)]);
        engine.events.emit({ type: 'backups' });
      }),
    drill: (options = {}) => first(() => drillNow(options)),
  };
  return {
    api,
    drill: () => serial.run(() => drillNow({})),
    keep: (troubles) =>
      serial.run(async () => {
        const stop = new AbortController();
        background = stop;
        const { keepBackup } = await import('./keep-backup.ts');
        try {
          await keepBackup(parts, troubles, AbortSignal.any([stop.signal, engine.stopping]));
        } catch (error) {
          // A person asked for something: the next look goes on.
          if (!stop.signal.aborted) throw error;
        } finally {
          background = undefined;
        }
      }),
  };
}

function unknown(): Error {
  return handsetError('BACKUP_UNKNOWN', 'There is no such backup.');
}
