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
      'holder-first': admitsAll,
      'holder-survives-reopening': admitsAll,
      'holder-first-at-once': admitsAll,
      'holder-outlasts-mailboxes': admitsAll,
      'credit-revoked': admitsAll,
      withdrawn: admitsAll,
      'withdrawn-bounded': admitsAll,
      'withdrawn-until-forgotten': admitsAll,
      'forget-frees': admitsAll,
      'forget-unknown': admitsAll,
    },
  },
);
