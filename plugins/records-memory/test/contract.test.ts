import { test } from 'vitest';
import type { RecordsSubject } from '@sotto/contracts';
import { recordsContract, recordsRejections, runContract } from '@sotto/contracts';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';

async function make(): Promise<RecordsSubject> {
  const store = createMemoryStore();
  let room: { readonly maxBytes?: number } = {};
  return {
    plugin: () => memoryRecords({ store, ...room }),
    confine: async (maxBytes) => {
      room = { maxBytes };
    },
  };
}

runContract(recordsContract(make), { test });
runContract(recordsRejections(make), { test });
