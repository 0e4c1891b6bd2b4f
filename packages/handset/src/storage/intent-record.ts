import type { Role } from '../api.ts';
import type { LeaveWord } from '@sotto/protocol';
import { encodeFields, readFields } from './fields.ts';

/** One change of a group that was asked for and is not committed yet. In `intents/<conversation>`, in the order of asking. */
export type Intent =
  | { readonly type: 'add'; readonly identity: Uint8Array }
  | { readonly type: 'remove'; readonly identity: Uint8Array }
  | { readonly type: 'role'; readonly identity: Uint8Array; readonly role: Role }
  | { readonly type: 'name'; readonly name: string }
  /** Empty removes it. */
  | { readonly type: 'picture'; readonly picture: Uint8Array }
  | { readonly type: 'pin'; readonly message: Uint8Array; readonly pinned: boolean }
  | { readonly type: 'membersMayAdd'; readonly allowed: boolean }
  | { readonly type: 'editWithin'; readonly seconds: number }
  | { readonly type: 'disappear'; readonly seconds: number }
  /** Takes out a device that left: its key, and its word. */
  | ({ readonly type: 'evict'; readonly device: Uint8Array } & LeaveWord)
  /** Adds another device of one's own. In the notes `link` puts it behind the chain; empty elsewhere, as it is in the chain already. */
  | { readonly type: 'device'; readonly device: Uint8Array; readonly link: Uint8Array }
  /** Takes a device of one's own out that is no more. In the notes that is said to the chain first, by the same commit. */
  | { readonly type: 'dismiss'; readonly device: Uint8Array }
  /** Takes out a device of somebody else that they have revoked. */
  | { readonly type: 'expel'; readonly identity: Uint8Array; readonly device: Uint8Array }
  /** New keys for this device's leaf, and its mailbox as it is now. */
  | { readonly type: 'update' }
  /** Says that this person goes; done by the others. */
  | { readonly type: 'leave' };

const version = 1;
const types = [
  'add',
  'remove',
  'role',
  'name',
  'picture',
  'pin',
  'membersMayAdd',
  'editWithin',
  'disappear',
  'evict',
  'update',
  'leave',
  'device',
  'dismiss',
  'expel',
] as const;

export function encodeIntent(intent: Intent): Uint8Array {
  switch (intent.type) {
    case 'add':
    case 'remove':
      return encodeFields(version, [intent.type, intent.identity]);
    case 'role':
      return encodeFields(version, [intent.type, intent.identity, intent.role]);
    case 'name':
      return encodeFields(version, [intent.type, intent.name]);
    case 'picture':
      return encodeFields(version, [intent.type, intent.picture]);
    case 'pin':
      return encodeFields(version, [intent.type, intent.message, intent.pinned]);
    case 'membersMayAdd':
      return encodeFields(version, [intent.type, intent.allowed]);
    case 'editWithin':
    case 'disappear':
      return encodeFields(version, [intent.type, intent.seconds]);
    case 'evict':
      return encodeFields(version, [intent.type, intent.device, intent.next, intent.signature]);
    case 'device':
      return encodeFields(version, [intent.type, intent.device, intent.link]);
    case 'dismiss':
      return encodeFields(version, [intent.type, intent.device]);
    case 'expel':
      return encodeFields(version, [intent.type, intent.identity, intent.device]);
    case 'update':
    case 'leave':
      return encodeFields(version, [intent.type]);
  }
}

export function decodeIntent(value: Uint8Array): Intent {
  const fields = readFields(value, version);
  const intent = ((): Intent => {
    const type = fields.name(types);
    switch (type) {
      case 'add':
      case 'remove':
        return { type, identity: fields.bytes() };
      case 'role':
        return { type, identity: fields.bytes(), role: fields.name(['admin', 'member'] as const) };
      case 'name':
        return { type, name: fields.text() };
      case 'picture':
        return { type, picture: fields.bytes() };
      case 'pin':
        return { type, message: fields.bytes(), pinned: fields.flag() };
      case 'membersMayAdd':
        return { type, allowed: fields.flag() };
      case 'editWithin':
      case 'disappear':
        return { type, seconds: fields.number() };
      case 'evict':
        return {
          type,
          device: fields.bytes(),
          next: fields.number(),
          signature: fields.bytes(),
        };
      case 'device':
        return { type, device: fields.bytes(), link: fields.bytes() };
      case 'dismiss':
        return { type, device: fields.bytes() };
      case 'expel':
        return { type, identity: fields.bytes(), device: fields.bytes() };
      case 'update':
      case 'leave':
        return { type };
    }
  })();
  fields.end();
  return intent;
}
