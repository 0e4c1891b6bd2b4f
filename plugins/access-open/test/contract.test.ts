import { accessContract, runContract } from '@sotto/contracts';
import { openAccess } from '@sotto/access-open';
import { test } from 'vitest';

const admitsAll = 'this relay is for everybody: it looks at no credit';

runContract(
  accessContract(async () => ({
    plugin: () => openAccess(),
    credit: async () => new Uint8Array(),
  })),
  {
    test,
    waive: {
      'credit-invalid': admitsAll,
      'credit-expired': admitsAll,
      'credit-spent': admitsAll,
      'credit-spent-survives-reopening': admitsAll,
      'credit-not-overspent-at-once': admitsAll,
    },
  },
);
