export { assemble, assembleAll, createPlugin } from './assembly.ts';
export type { CoreErrorCode } from './error-codes.ts';
export { checkBlobId, checkBlobNumbers, checkBlobPart } from './blob-bounds.ts';
export { isSottoError, SottoError } from './error.ts';
export type { SottoErrorOptions } from './error.ts';
export type * from './ids.ts';
export { isKindMediaType, kindLimits } from './kind-limits.ts';
export { isKindSummary, isKindText } from './kind-text.ts';
export { contractVersions, definePlugin } from './plugin.ts';
export type { Need, Plugin, PluralPoint, Point } from './plugin.ts';
export type { Points } from './points.ts';
export type * from './points/access.ts';
export type * from './points/blobs.ts';
export type * from './points/crypto.ts';
export type * from './points/kinds.ts';
export type * from './points/link.ts';
export type * from './points/mailboxes.ts';
export type * from './points/pictures.ts';
export type * from './points/records.ts';
export {
  recordBounds,
  takeRecordChanges,
  takeRecordKey,
  takeRecordRange,
} from './record-bounds.ts';
export { recordPages } from './record-pages.ts';
export type { RecordPage } from './record-pages.ts';
export { createRecordQueue } from './record-queue.ts';
export type { RecordQueue } from './record-queue.ts';
export type { Clock, Log, LogFields, Services } from './services.ts';
