import type { VaultErrorCode } from './vault/error-codes.ts';

/** Codes thrown by this package, or told in `Message.failure` and in `trouble` events. */
export type HandsetErrorCode =
  | VaultErrorCode
  // A part of the program could not be had.
  | 'HANDSET_UNLOADED'
  // A peer sent what is sound MLS and not a pair's.
  | 'MLS_REFUSED'
  // Invites.
  | 'INVITE_MALFORMED'
  | 'INVITE_EXPIRED'
  | 'INVITE_USED'
  | 'INVITE_OWN'
  | 'INVITE_UNKNOWN'
  | 'INVITE_FORGED'
  | 'INVITE_RELAY_LOCAL'
  | 'INVITES_TOO_MANY'
  // Groups and people.
  | 'CONTACT_UNKNOWN'
  | 'CONVERSATION_ACTIVE'
  | 'GROUP_NOT_ALLOWED'
  | 'GROUP_NAME_EMPTY'
  | 'GROUP_FULL'
  | 'GROUP_BUSY'
  | 'RELAYS_INVALID'
  // Devices.
  | 'DEVICE_CODE_EXPIRED'
  | 'DEVICE_CODE_USED'
  | 'DEVICE_LINK_FAILED'
  | 'DEVICE_UNKNOWN'
  // Backups.
  | 'BACKUP_REVOKED'
  | 'BACKUP_MALFORMED'
  | 'BACKUP_DAMAGED'
  | 'BACKUP_NEWER'
  | 'BACKUP_PASSPHRASE_WRONG'
  | 'BACKUP_RECIPIENT_MALFORMED'
  | 'BACKUP_NOT_READY'
  | 'BACKUP_UNKNOWN'
  | 'BACKUP_UNREACHABLE'
  | 'BACKUP_TOO_LARGE'
  | 'BACKUP_UNSENT'
  | 'BACKUP_NOT_KEPT'
  | 'BACKUP_CUT_OFF'
  | 'BACKUP_DRILL_FAILED'
  // The paper key.
  | 'RECOVERY_CODE_MALFORMED'
  | 'RECOVERY_KEY_EXISTS'
  | 'RECOVERY_KEY_ABSENT'
  | 'DEVICE_IS_THIS'
  | 'DEVICES_NOT_READY'
  | 'DEVICES_TOO_MANY'
  | 'WIPE_NOT_ALLOWED'
  // Conversations.
  | 'CONVERSATION_UNKNOWN'
  | 'MESSAGE_UNKNOWN'
  | 'CONVERSATION_OVER'
  | 'MESSAGE_NOT_FAILED'
  | 'MESSAGE_NOT_MINE'
  | 'MESSAGE_NOT_EDITABLE'
  | 'MESSAGE_TOO_OLD'
  | 'MESSAGE_NOT_FORWARDABLE'
  /** The message is not one to be shown once, or is one's own; or one of a kind is to be. */
  | 'VIEW_ONCE_INVALID'
  /** It was shown, here or on another device of this person. */
  | 'VIEW_ONCE_OPENED'
  /** Its picture is to be had by opening it alone. */
  | 'VIEW_ONCE_CLOSED'
  // The locker.
  | 'LOCKER_ABSENT'
  | 'LOCKER_EXISTS'
  | 'LOCKER_LOCKED'
  | 'LOCKER_FULL'
  | 'LOCKER_ITEM_UNKNOWN'
  | 'REACTION_INVALID'
  | 'KIND_UNKNOWN'
  | 'KIND_INVALID'
  | 'TEXT_EMPTY'
  | 'TEXT_TOO_LONG'
  | 'NAME_TOO_LONG'
  // Pictures.
  | 'PICTURE_REFUSED'
  | 'PICTURE_GONE'
  | 'PICTURE_BROKEN'
  | 'PICTURE_ABSENT'
  | 'PICTURES_TOO_MANY'
  | 'PLUGIN_UNUSABLE'
  // The network.
  | 'CHARTER_HASH_MALFORMED'
  | 'NETWORK_PINNED'
  | 'NETWORK_UNKNOWN'
  | 'NETWORK_LOG_MALFORMED'
  | 'NETWORK_FROZEN'
  // Relays.
  | 'CREDIT_INVALID'
  | 'CREDIT_EXPIRED'
  | 'CREDIT_SPENT'
  | 'CREDIT_TAKEN'
  | 'CREDIT_REVOKED'
  | 'RELAY_REFUSED'
  | 'RELAY_MISBEHAVES'
  | 'RELAY_TIMEOUT'
  | 'MAILBOX_GONE'
  | 'MAILBOX_REPLACED';
