import type { BackupApi } from '../api.ts';
import { createSerial } from '../serial.ts';
import { bookChange, readBook, readCheckpoint } from './book.ts';
import type { BackupParts } from './backup-parts.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { backupView } from './views.ts';

/** What makes and tries backups is loaded when it is asked for: few sessions do. */
export function createBackupApi(parts: BackupParts): BackupApi {
  const { engine } = parts;
  const serial = createSerial();
  return {
    plan: async (options = {}) => (await import('./run-backup.ts')).plan(parts, options),
    make: (options) =>
      serial.run(async () =>
        backupView(await (await import('./run-backup.ts')).make(parts, options)),
      ),
    list: async () => (await readBook(engine.store)).map(backupView),
    unfinished: async () => {
      const { place, name } = (await readCheckpoint(engine.store))?.record ?? {};
      return place === undefined || name === undefined ? undefined : { place, name };
    },
    forget: (id) =>
      serial.run(async () => {
        const records = await readBook(engine.store);
        const kept = records.filter((each) => toHex(each.id) !== id);
        if (kept.length === records.length) throw unknown();
        await engine.store.write([bookChange(kept)]);
        engine.events.emit({ type: 'backups' });
      }),
    drill: (options = {}) =>
      serial.run(async () => {
        const records = await readBook(engine.store);
        const record =
          options.id === undefined
            ? records[0]
            : records.find((each) => toHex(each.id) === options.id);
        if (record === undefined) throw unknown();
        const { drill } = await import('./drill.ts');
        return drill(parts, record, options);
      }),
  };
}

function unknown(): Error {
  return handsetError('BACKUP_UNKNOWN', 'There is no such backup.');
}
