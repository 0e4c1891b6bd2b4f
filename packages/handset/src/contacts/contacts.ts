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
   * Has `tx` store a contact as `made` changes it; memory follows when the caller commits `tx`, and not before. `made` is asked again then, as
   * others may have changed the contact meanwhile. A contact that was not known begins empty.
   * @returns the contact as it will be; `undefined` when nothing changes
   */
  readonly change: (
    tx: Pick<Transaction, 'put' | 'follow'>,
    identity: Uint8Array,
    made: (record: ContactRecord) => ContactRecord,
  ) => ContactRecord | undefined;
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
      const name = { table: tables.contacts, id: identity };
      const changed = (): ContactRecord | undefined => {
        const before = records.get(id) ?? newContact(identity);
        const after = made(before);
        return after === before && records.has(id) ? undefined : after;
      };
      let written: ContactRecord | undefined;
      const outcome = changed();
      if (outcome === undefined) return undefined;
      tx.follow({
        writing: () => {
          written = changed();
          if (written === undefined) return;
          records.set(id, written);
          tx.put(name, encodeContact(written));
        },
        failed: async () => {
          const stored = await store.get(name);
          // A later change has this one in it, and what becomes of that one decides.
          if (written === undefined || records.get(id) !== written) return;
          if (stored === undefined) records.delete(id);
          else records.set(id, decodeContact(stored));
        },
      });
      return outcome;
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
