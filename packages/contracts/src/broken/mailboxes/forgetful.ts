import type { Mailboxes } from '@sotto/core';
import type { Flaw } from '../../contract.ts';

/** Good the first time it is opened; after that changed, as by something that was never on disk. */
export function afterReopening(change: (good: Mailboxes) => Partial<Mailboxes>): Flaw<'mailboxes'> {
  return (create) => {
    let opened = 0;
    return async () => {
      const good = await create();
      opened += 1;
      return opened === 1 ? good : { ...good, ...change(good) };
    };
  };
}
