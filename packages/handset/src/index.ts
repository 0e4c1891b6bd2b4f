export type * from './api.ts';
export type { HandsetErrorCode } from './error-codes.ts';
export { handsetLimits } from './limits.ts';
export { openHandset } from './open-handset.ts';
export type { OpenedHandset, OpenHandsetOptions } from './open-handset.ts';
export { openVault, wipeUnopened } from './open-vault.ts';
export { PictureRefusedError } from './pictures/picture-refused.ts';
export type { VaultErrorCode } from './vault/error-codes.ts';
export type { WipeUnopenedOptions } from './vault/wipe.ts';
