import { expect, test } from 'vitest';
import { loadContacts } from '../src/contacts/contacts.ts';
import type { ContactRecord } from '../src/storage/contact-record.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { plainStore } from './plain-store.ts';

const identity = new Uint8Array(32).fill(3);
const named =
  (petname: string) =>
  (record: ContactRecord): ContactRecord => ({ ...record, petname });

/** A contact called Ben. */
async function known() {
  const store = plainStore();
  const contacts = await loadContacts(store);
  const change = (made: (record: ContactRecord) => ContactRecord) => {
    const tx = beginTransaction(store);
    contacts.change(tx, identity, made);
    return tx;
  };
  await change(named('Ben')).commit();
  const stored = async () => (await loadContacts(store)).get(identity);
  return { store, contacts, change, stored };
}

test('a contact whose change could not be written is what the store says', async () => {
  const { store, contacts, change, stored } = await known();
  store.before = () => Promise.reject(new Error('The disk is full.'));
  await expect(change(named('Benjamin')).commit()).rejects.toThrow('full');
  expect(contacts.nameOf(identity)).toBe('Ben');
  expect(contacts.get(identity)).toEqual(await stored());
});

test('a new contact that could not be written is none', async () => {
  const { store, contacts } = await known();
  const other = new Uint8Array(32).fill(4);
  const tx = beginTransaction(store);
  contacts.change(tx, other, (record) => record);
  store.before = () => Promise.reject(new Error('The disk is full.'));
  await expect(tx.commit()).rejects.toThrow('full');
  expect(contacts.get(other)).toBeUndefined();
});

test('a contact whose change was written by a write that seemed to fail has it', async () => {
  const { store, contacts, change, stored } = await known();
  store.before = async (changes) => {
    store.before = undefined;
    await store.write(changes);
    throw new Error('Nobody knows.');
  };
  await expect(change(named('Benjamin')).commit()).rejects.toThrow('Nobody');
  expect(contacts.nameOf(identity)).toBe('Benjamin');
  expect(contacts.get(identity)).toEqual(await stored());
});

test('a change that is given up changes nothing', async () => {
  const { contacts, change } = await known();
  change(named('Benjamin'));
  expect(contacts.nameOf(identity)).toBe('Ben');
});

test('changes that are made at once are both kept, as is the later one when the first fails', async () => {
  const { store, contacts, change, stored } = await known();
  const first = change(named('Benjamin'));
  const second = change((record) => ({ ...record, blocked: true }));
  await Promise.all([second.commit(), first.commit()]);
  expect(await stored()).toMatchObject({ petname: 'Benjamin', blocked: true });
  store.before = () => {
    store.before = undefined;
    return Promise.reject(new Error('The disk is full.'));
  };
  const failing = change(named('B')).commit();
  const later = change((record) => ({ ...record, compared: true })).commit();
  await expect(failing).rejects.toThrow('full');
  await later;
  expect(contacts.get(identity)).toMatchObject({ blocked: true, compared: true });
  expect(contacts.get(identity)).toEqual(await stored());
});
