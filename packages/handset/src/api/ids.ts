/** Hex of the identity hash, 64 characters. */
export type IdentityId = string & { readonly __sotto: 'IdentityId' };
/** Opaque, url-safe, unique within one handset. */
export type ConversationId = string & { readonly __sotto: 'ConversationId' };
/** Hex of the MIMI message id, 64 characters; the same at sender and receivers. */
export type MessageId = string & { readonly __sotto: 'MessageId' };
/** Opaque, url-safe, unique within one handset. */
export type InviteId = string & { readonly __sotto: 'InviteId' };

/** Hex of a device's public signature key, 64 characters. */
export type DeviceId = string & { readonly __sotto: 'DeviceId' };
