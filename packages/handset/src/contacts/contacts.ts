import type { Contact, IdentityId } from '../api.ts';
import { handsetError } from '../error.ts';
import { parseHex, toHex } from '../hex.ts';
import { decodeContact, encodeContact, newContact } from '../storage/contact-record.ts';
import type { ContactRecord } from '../storage/contact-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** Everybody this handset has met, by identity. Names and what was verified belong to people, not to conversations. */
export interface Contacts {
  readonly get: (identity: Uint8Array) => ContactRecord | undefined;
  /** By the id that apps use. @throws CONTACT_UNKNOWN */
  readonly require: (id: IdentityId) => ContactRecord;
  readonly all: () => readonly ContactRecord[];
  /** The petname, else the suggested name, else the first characters of the identity. */
  readonly nameOf: (identity: Uint8Array) => string;
  /**
   * Puts a contact as `made` changes it into `tx`, and follows at once in memory: the caller commits `tx`. A contact that was not known
   * begins empty. False when nothing changed.
   */
  readonly change: (
    tx: Pick<Transaction, 'put'>,
    identity: Uint8Array,
    made: (record: ContactRecord) => ContactRecord,
  ) => boolean;
  readonly view: (record: ContactRecord) => Contact;
}

export async function loadContacts(store: SealedStore): Promise<Contacts> {
  const records = new Map<string, ContactRecord>();
  for await (const value of store.values(tables.contacts)) {
    const record = decodeContact(value);
    records.set(toHex(record.identity), record);
  }

  const nameOf = (identity: Uint8Array): string => {
    const record = records.get(toHex(identity));
    return record?.petname || record?.suggestedName || toHex(identity).slice(0, 8);
  };

  return {
    get: (identity) => records.get(toHex(identity)),
    require: (id) => {
      const record = parseHex(id, 32) && records.get(id);
      if (!record) throw handsetError('CONTACT_UNKNOWN', 'There is no such contact.');
      return record;
    },
    all: () => [...records.values()],
    nameOf,
    change: (tx, identity, made) => {
      const id = toHex(identity);
      const before = records.get(id) ?? newContact(identity);
      const after = made(before);
      if (after === before && records.has(id)) return false;
      records.set(id, after);
      tx.put({ table: tables.contacts, id: identity }, encodeContact(after));
      return true;
    },
    view: (record) => ({
      identity: toHex(record.identity) as IdentityId,
      ...(record.conversation === undefined ? {} : { conversation: record.conversation }),
      blocked: record.blocked,
      name: nameOf(record.identity),
      nameIsMine: record.petname !== '',
      verified: verifiedOf(record),
    }),
  };
}

export function verifiedOf(record: ContactRecord | undefined): Contact['verified'] {
  if (record?.compared) return 'compared';
  return record?.vouched ? 'invite' : 'none';
}
