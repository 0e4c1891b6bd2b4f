// What a program that embeds a handset sees of it.
export type * from './api/ids.ts';
export type * from './api/vault.ts';
export type * from './api/wipe-test.ts';
export type * from './api/lost-device.ts';
export type * from './api/handset.ts';
export type * from './api/people.ts';
export type * from './api/backup.ts';
export type * from './api/conversation.ts';
export type * from './api/message.ts';
export type * from './api/locker.ts';
export type * from './api/network.ts';
export type * from './api/status.ts';
export type * from './api/storage.ts';
