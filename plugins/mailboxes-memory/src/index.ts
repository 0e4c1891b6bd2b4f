export { memoryMailboxes } from './memory-mailboxes.ts';
export type { MemoryMailboxesOptions } from './memory-mailboxes.ts';
export { createMailboxesStore } from './stored.ts';
export type { MailboxesStore } from './stored.ts';
