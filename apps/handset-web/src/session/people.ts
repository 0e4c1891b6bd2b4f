import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Contact, Handset, IdentityId } from '@sotto/handset';
import { t } from '../strings/language.ts';
import { handset } from './open-handset.ts';

/** Everybody this handset has met. */
export const contacts: Signal<readonly Contact[]> = signal([]);

export async function openPeople(handset: Handset): Promise<void> {
  contacts.value = await handset.contacts();
}

export function closePeople(): void {
  contacts.value = [];
}

/** Takes a changed contact in, or a new one. */
export function putContact(changed: Contact): void {
  const at = contacts.value.findIndex(({ identity }) => identity === changed.identity);
  contacts.value = at < 0 ? [...contacts.value, changed] : contacts.value.with(at, changed);
}

export function contactOf(identity: IdentityId): Contact | undefined {
  return contacts.value.find((contact) => contact.identity === identity);
}

/** True for the person whose handset this is. */
export function isMe(identity: IdentityId): boolean {
  return handset.value?.identity === identity;
}

/** A person's name as this reader knows it. */
export function nameOf(identity: IdentityId): string {
  if (isMe(identity)) return t('youWord');
  return contactOf(identity)?.name ?? t('somebody');
}
