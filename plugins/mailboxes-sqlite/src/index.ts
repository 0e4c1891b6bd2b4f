export { sqliteMailboxes } from './sqlite-mailboxes.ts';
export type { SqliteMailboxesOptions } from './sqlite-mailboxes.ts';
