import type { MemoryBlobStore } from '@sotto/blobs-memory';
import type { MailboxesStore } from '@sotto/mailboxes-memory';

/** What a relay had on disk at one moment. */
export interface RelayCopy {
  /** Puts the stores back into that state. Works any number of times. */
  readonly restore: () => void;
}

/** Bodies are shared with the stores, which never change them in place; everything around them is copied. */
export function copyRelay(mailboxes: MailboxesStore, blobs: MemoryBlobStore): RelayCopy {
  const now = copyOf(mailboxes);
  const blobsNow = [...blobs.blobs];
  return {
    restore: () => {
      const { mailboxes: boxes, registers } = copyOf(now);
      replace(mailboxes.mailboxes, boxes);
      replace(mailboxes.registers, registers);
      replace(blobs.blobs, blobsNow);
    },
  };
}

type Kept = Pick<MailboxesStore, 'mailboxes' | 'registers'>;

function copyOf({ mailboxes, registers }: Kept): Kept {
  return {
    mailboxes: new Map(
      mailboxes.entries().map(([key, mailbox]) => [
        key,
        {
          ...mailbox,
          envelopes: mailbox.envelopes.slice(),
          postIds: new Map(mailbox.postIds),
        },
      ]),
    ),
    registers: copyRegisters(registers),
  };
}

/** Registers that go their own way from here on. */
export function copyRegisters(registers: MailboxesStore['registers']): MailboxesStore['registers'] {
  return new Map(
    registers
      .entries()
      .map(([key, { bodies, untilMs }]) => [key, { bodies: bodies.slice(), untilMs }]),
  );
}

function replace<V>(map: Map<string, V>, entries: Iterable<readonly [string, V]>): void {
  const all = [...entries];
  map.clear();
  for (const [key, value] of all) map.set(key, value);
}
