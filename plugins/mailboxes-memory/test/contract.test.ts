import { mailboxesContract, mailboxesRejections, runContract } from '@sotto/contracts';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { test } from 'vitest';

const make = async () => {
  const store = createMailboxesStore();
  return { plugin: () => memoryMailboxes({ store }) };
};

runContract(mailboxesContract(make), { test });
runContract(mailboxesRejections(make), { test });
