import { test } from 'vitest';
import { recordsContract, runContract } from '@sotto/contracts';
import { indexeddbRecords } from '@sotto/records-indexeddb';
import { deleteDatabase } from './delete-database.ts';
import { limitRoom } from './limited-room.ts';

runContract(
  recordsContract(async () => {
    const name = crypto.randomUUID();
    let unlimit = (): void => undefined;
    return {
      plugin: () => indexeddbRecords({ name }),
      confine: async (maxBytes) => {
        unlimit = limitRoom(maxBytes);
      },
      dispose: async () => {
        unlimit();
        await deleteDatabase(name);
      },
    };
  }),
  { test },
);
