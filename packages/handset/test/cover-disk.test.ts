import { decodeCbor } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { afterEach, expect, it } from 'vitest';
import type { Handset } from '../src/api.ts';
import type { MemoryStore } from '../src/cover/memory-store.ts';
import type { SealedChange } from '../src/vault/sealed-store.ts';
import { encodeLives } from '../src/life/life-record.ts';
import { handsetLimits } from '../src/limits.ts';
import { padRecord } from '../src/vault/padding.ts';
import { coverAt, place, startReal } from './cover-fixture.ts';
import type { Place } from './cover-fixture.ts';
import { eventually, relayUrl } from './handset-fixture.ts';

const open: Handset[] = [];
afterEach(async () => {
  for (const handset of open.splice(0)) await handset.lock();
});

/** Values by the name of their table, up to the conversation or person that it is of. */
function byBase(changes: readonly SealedChange[]): ReadonlyMap<string, readonly Uint8Array[]> {
  const found = new Map<string, Uint8Array[]>();
  for (const change of changes) {
    if (!('put' in change)) continue;
    const [base = ''] = change.put.table.split('/');
    found.set(base, [...(found.get(base) ?? []), change.value]);
  }
  return found;
}

/** How a record is built: its version, and of what kind each field is. */
function formOf(value: Uint8Array): string {
  // What search keeps has a form of its own.
  const fields = decoded(value);
  return Array.isArray(fields) ? `${String(fields[0])}: ${fields.slice(1).map(kindOf).join()}` : '';
}

function decoded(value: Uint8Array): CborValue | undefined {
  try {
    return decodeCbor(value, { maxBytes: 1_048_576 });
  } catch {
    return undefined;
  }
}

const kindOf = (field: CborValue): string =>
  field === null ? 'null' : Array.isArray(field) ? 'list' : typeof field;

const formsOf = (values: readonly Uint8Array[] = []): ReadonlySet<string> =>
  new Set(values.map(formOf));
const sizesOf = (values: readonly Uint8Array[] = []): readonly number[] =>
  values.map((value) => padRecord(value).length);

/** Somebody who has been talking with three people, in a group too, and has notes. */
async function realHandset(at: Place): Promise<MemoryStore> {
  const ada = await startReal(at, 'Ada');
  const others: Handset[] = [];
  for (const name of ['Ben', 'Carla', 'Daniel']) {
    const { handset } = await startReal(at, name);
    others.push(handset);
    // Each way of meeting.
    const [from, to] = others.length % 2 === 0 ? [ada.handset, handset] : [handset, ada.handset];
    const { link } = await from.createInvite();
    await to.acceptInvite(link);
    await eventually(async () => (await from.conversations()).length > 0);
  }
  const all = [ada.handset, ...others];
  open.push(...all);
  const settled = async (): Promise<void> => {
    for (const handset of all) await handset.settled();
    await eventually(() => at.relay.unacked() === 0);
  };
  await settled();
  const members = (await ada.handset.contacts()).slice(0, 2).map(({ identity }) => identity);
  await ada.handset.createGroup({ name: 'Hiking', members });
  await eventually(async () => {
    const found = await ada.handset.conversations();
    return found.every(({ changesWaiting }) => changesWaiting === 0);
  });
  await settled();
  const { id: notes } = await ada.handset.notes();
  await ada.handset.send(notes, { text: 'milk, bread' });
  for (let turn = 0; turn < 9; turn++) {
    for (const handset of all)
      for (const { id, kind, latest } of await handset.conversations()) {
        if (latest !== undefined) await handset.markRead(id, latest.id);
        if (kind !== 'notes')
          await handset.send(id, { text: `turn ${turn}: see you at the station` });
      }
    await settled();
  }
  const [first] = await ada.handset.conversations();
  if (first?.latest !== undefined) await ada.handset.react(first.id, first.latest.id, '👍');
  await settled();
  await ada.handset.lock();
  return ada.store;
}

function fullLives(): Uint8Array {
  const { maxLivesKept, lifeTtlSeconds } = handsetLimits;
  const lives = Array.from({ length: maxLivesKept }, (_, number) => ({
    number: number + 1,
    nonce: new Uint8Array(16),
  }));
  const heard = [{ relay: relayUrl, number: maxLivesKept }];
  const sinceMs = Date.now();
  return encodeLives({ lives, leaptTo: 0, sinceMs, heard, ttlSeconds: lifeTtlSeconds });
}

it('has the tables, the forms and the sizes of a small handset of somebody real, and none of its own', async () => {
  const at = await place();
  const real = byBase((await realHandset(at)).changes());
  for (let made = 0; made < 4; made++) {
    const cover = byBase((await coverAt(at)).first);
    const count = (base: string): number => cover.get(base)?.length ?? 0;
    // A reaction is not everybody's: `contents` comes with one.
    expect([...cover.keys(), 'contents'].toSorted()).toEqual(
      [...new Set([...real.keys(), 'contents'])].toSorted(),
    );
    for (const [base, values] of cover) {
      const forms = [...formsOf(values)].filter((form) => !formsOf(real.get(base)).has(form));
      expect({ base, forms }).toEqual({ base, forms: [] });
      // Whoever was started often has many lives.
      const grown = base === 'lives' ? [fullLives()] : real.get(base);
      const most = Math.max(...sizesOf(grown));
      expect({ base, most: Math.max(...sizesOf(values)) <= most * 2 }).toEqual({
        base,
        most: true,
      });
    }
    for (const base of ['counters', 'groups']) expect(count(base)).toBe(count('conversations'));
    expect(count('index')).toBe(count('history'));
  }
});
